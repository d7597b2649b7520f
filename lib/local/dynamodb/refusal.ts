/** An answer of DynamoDB that is not a success: dynalite throws this shape too. */
export interface Refusal extends Error {
  readonly statusCode: number
  readonly body: { readonly __type: string; readonly [field: string]: unknown }
}

export function refusal(type: string, message: string, fields: object = {}, statusCode = 400): Refusal {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...fields }
  return Object.assign(new Error(message), { statusCode, body })
}

/** Whether `error` is an answer of DynamoDB; of that type, for example `ConditionalCheckFailedException`, if given. */
export function isRefusal(error: unknown, type = ''): error is Refusal {
  return error instanceof Error && 'body' in error && (error as Refusal).body.__type.endsWith(type)
}
