/**
 * Characters that SQS refuses in bodies and attributes: it drops the message, and a copy from SNS is lost silently.
 * Global: use it with `replace` and `search`, which keep no position.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const REFUSED_BY_SQS = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
