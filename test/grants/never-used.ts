interface Reason {
  readonly because: string
  /** Where they are. @default - in every stage */
  readonly stages?: readonly string[]
  /** As the check words them: who, what, on what. */
  readonly grants: readonly string[]
}

const TABLE_USE =
  'A handler may do with a table of its own what a table is for. Which part it uses is in its code, not in the topology; the clerk of test/fixtures/tables uses all.'

/** In stages with access logs. */
const API_GATEWAY_LOGS: Reason = {
  because:
    "API Gateway's own policy for logs, of the whole account and set once for all its APIs: the bus cannot narrow it. Only access logs are on, which use two of its actions.",
  stages: ['staging', 'prod'],
  grants: [
    'CreateLogGroup',
    'DescribeLogGroups',
    'DescribeLogStreams',
    'GetLogEvents',
    'FilterLogEvents',
  ].map((action) => `PublishingApiCloudWatchRole logs:${action} *`),
}

const use = (role: string, table: string, actions: readonly string[]): string[] =>
  actions.map((action) => `${role} dynamodb:${action} ${table}`)

/** What a role may and its function never did in the journeys, each with the reason why it is granted nevertheless. */
export const NEVER_USED: Readonly<Record<string, readonly Reason[]>> = {
  shop: [
    API_GATEWAY_LOGS,
    {
      because: TABLE_USE,
      grants: [
        ...use('InventoryConsumerFunctionRole', 'StockTable', [
          'ConditionCheckItem',
          'DeleteItem',
          'GetItem',
          'PutItem',
          'Query',
        ]),
        ...use('RestockConsumerFunctionRole', 'StockTable', [
          'ConditionCheckItem',
          'DeleteItem',
          'GetItem',
          'PutItem',
          'Query',
        ]),
        ...use('NotificationsConsumerFunctionRole', 'OrderStatusTable', [
          'ConditionCheckItem',
          'DeleteItem',
          'GetItem',
          'PutItem',
          'Query',
        ]),
      ],
    },
    {
      because:
        'Whoever publishes may publish more than a message holds. A payment never is; what the clerk of test/fixtures/tables publishes is.',
      grants: ['BillingConsumerFunctionRole s3:PutObject ClaimsBucket/claims/*'],
    },
  ],
  tables: [API_GATEWAY_LOGS],
}
