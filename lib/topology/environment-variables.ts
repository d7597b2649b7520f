/** The variables that the stacks set and the functions read: one spelling for both. */
export const VARIABLES = {
  stage: 'OMNIBUS_STAGE',
  /** What the stage lets through to the endpoint. */
  requestsPerSecond: 'OMNIBUS_REQUESTS_PER_SECOND',
  ledgerTable: 'OMNIBUS_LEDGER_TABLE',
  claimBucket: 'OMNIBUS_CLAIM_BUCKET',
  /** Everything of a topic's ARN before its name: `arn:aws:sns:<region>:<account>:`. */
  topicArnBase: 'OMNIBUS_TOPIC_ARN_BASE',
  queueUrl: 'OMNIBUS_QUEUE_URL',
  deadLetterQueueUrl: 'OMNIBUS_DEAD_LETTER_QUEUE_URL',
  /** JSON: table name of the topology → physical name. */
  tables: 'OMNIBUS_TABLES',
  /** JSON: the URLs of the canary's own queues. */
  canaryQueueUrls: 'OMNIBUS_CANARY_QUEUE_URLS',
  /** JSON: who may use the console. */
  signIn: 'OMNIBUS_SIGN_IN',
} as const
