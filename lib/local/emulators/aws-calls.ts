/** A failed AWS call; `code` is the service's error code, such as `QueueNameExists`. */
export class AwsCallError extends Error {
  readonly code: string

  constructor(action: string, code: string, message: string) {
    super(`${action}: ${code}: ${message}`)
    this.name = 'AwsCallError'
    this.code = code
  }
}

export const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=local'

/** One call in AWS's JSON protocol, as SQS and DynamoDB speak it. `target` is such as `AmazonSQS.SendMessage`. */
export async function callJson<T>(
  url: string,
  target: string,
  body: object,
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: AUTHORIZATION,
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
  const text = await response.text()
  const answer = text === '' ? {} : JSON.parse(text)
  if (response.ok) return answer
  const code = String(answer.__type ?? response.status).replace(/^.*#/, '')
  throw new AwsCallError(target, code, String(answer.message ?? answer.Message ?? text))
}

/** One call in AWS's query protocol, as SNS speaks it. Gives the XML of the answer. */
export async function callQuery(url: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION },
    body: new URLSearchParams(parameters),
  })
  const text = await response.text()
  if (response.ok) return text
  throw new AwsCallError(
    parameters['Action'] ?? '',
    xmlText(text, 'Code') ?? String(response.status),
    xmlText(text, 'Message') ?? text,
  )
}

/** The text of the first element of this name. */
export function xmlText(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
}

/** A map as the query protocol writes it. */
export function entries(name: string, map: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(map).flatMap(([key, value], index) => [
    [`${name}.entry.${index + 1}.key`, key],
    [`${name}.entry.${index + 1}.value`, value],
  ])
  return Object.fromEntries(pairs)
}
