/** What is sent back for a request. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Buffer
}

type Scalar = string | number | boolean

interface ProxyResult {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, Scalar>> | null
  readonly multiValueHeaders?: Readonly<Record<string, readonly Scalar[]>> | null
  readonly body?: unknown
  readonly isBase64Encoded?: boolean
}

/**
 * The HTTP answer that a function's result stands for. Throws for a malformed one: API Gateway makes a 502 of it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyAnswer(result: unknown, requestId: string): HttpAnswer {
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = (result ?? {}) as ProxyResult
  const status = Number(statusCode)
  const text = body ?? ''
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof text !== 'string') {
    throw new Error('Malformed Lambda proxy response')
  }
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      ...texts(headers, String),
      ...texts(multiValueHeaders, (values) => values.map(String)),
    },
    body: isBase64Encoded ? Buffer.from(text, 'base64') : text,
  }
}

function texts<T, U>(headers: Readonly<Record<string, T>> | null | undefined, textOf: (value: T) => U) {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), textOf(value)])
  return Object.fromEntries(entries) as Record<string, U>
}
