/**
 * Which messages of a batch are deleted after an invocation with `ReportBatchItemFailures`. AWS's rules, see
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 *
 * | the function answers                                          | deleted             |
 * |---|---|
 * | nothing, `null`, `{}`                                         | all                 |
 * | `batchItemFailures` empty or `null`                           | all                 |
 * | items that each name a message of the batch                   | all but those named |
 * | invalid JSON, or JSON that is no such object                  | none                |
 * | an item whose `itemIdentifier` is empty, `null` or missing    | none                |
 * | an item that names a message that is not in the batch         | none                |
 */
export function deletedAfterPartialResponse(
  payload: string,
  messageIds: readonly string[],
): readonly string[] {
  const response = parse(payload)
  if (response === null) return messageIds
  if (!isObject(response)) return []
  const failures = response['batchItemFailures'] ?? []
  if (!Array.isArray(failures)) return []
  const failed = failures.map((item) => (isObject(item) ? item['itemIdentifier'] : undefined))
  const known = new Set<unknown>(messageIds)
  if (!failed.every((id) => known.has(id))) return []
  return messageIds.filter((id) => !failed.includes(id))
}

const INVALID_JSON = Symbol('invalid JSON')

function parse(payload: string): unknown {
  if (payload === '') return null
  try {
    return JSON.parse(payload)
  } catch {
    return INVALID_JSON
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
