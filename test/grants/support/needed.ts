import type { Exchange } from '../../support/recording-proxy.ts'

/** An action that IAM checks, and the resource that it checks it for, by the emulator's name. */
export interface Need {
  readonly action: string
  readonly service: 'sns' | 'sqs' | 'dynamodb' | 's3'
  /** Of the topic, queue, table or bucket. */
  readonly name: string
  /** What follows it in an ARN: `/index/dead-letters`, `/claims/…` */
  readonly path: string
}

type Input = Readonly<Record<string, unknown>>

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const table = (action: string, { TableName, IndexName }: Input): Need => ({
  action: `dynamodb:${action}`,
  service: 'dynamodb',
  name: String(TableName),
  path: IndexName === undefined ? '' : `/index/${IndexName}`,
})

/** The actions of a transaction's items. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const ITEM_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
}

function transaction({ TransactItems }: Input): Need[] {
  return (TransactItems as Record<string, Input>[]).flatMap((item) =>
    Object.entries(item).map(([kind, input]) => table(known(ITEM_ACTIONS, kind), input)),
  )
}

const batch =
  (action: string) =>
  ({ RequestItems }: Input): Need[] =>
    Object.keys(RequestItems as Input).map((TableName) => table(action, { TableName }))

const STATEMENT_ACTIONS: Readonly<Record<string, string>> = {
  SELECT: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  UPDATE: 'PartiQLUpdate',
  DELETE: 'PartiQLDelete',
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
function statement({ Statement }: Input): Need {
  const text = String(Statement)
  const verb = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
  const [, TableName, IndexName] = /\b(?:from|into|update)\s+"([^"]+)"(?:\."([^"]+)")?/i.exec(text) ?? []
  if (TableName === undefined) throw new Error(`No table is named in ${text}.`)
  return table(known(STATEMENT_ACTIONS, verb), { TableName, IndexName })
}

const statements =
  (list: 'Statements' | 'TransactStatements') =>
  (input: Input): Need[] =>
    (input[list] as Input[]).map(statement)

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
const topic = ({ TopicArn }: Input): Need[] => [
  { action: 'sns:Publish', service: 'sns', name: String(TopicArn).split(':').at(-1) ?? '', path: '' },
]

/**
 * The batch calls need what the single ones do.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
const queue =
  (action: string) =>
  ({ QueueUrl }: Input): Need[] => [
    { action: `sqs:${action}`, service: 'sqs', name: String(QueueUrl).split('/').at(-1) ?? '', path: '' },
  ]

/** What IAM checks for each call: not always an action of its name. One that is not here is not understood. */
const NEEDS: Readonly<Record<string, (input: Input) => readonly Need[]>> = {
  ...each(
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
    'dynamodb',
    (action) => (input) => [table(action, input)],
  ),
  ...each(['BatchGetItem', 'BatchWriteItem'], 'dynamodb', batch),
  'dynamodb:TransactWriteItems': transaction,
  'dynamodb:TransactGetItems': transaction,
  'dynamodb:ExecuteStatement': (input) => [statement(input)],
  'dynamodb:BatchExecuteStatement': statements('Statements'),
  'dynamodb:ExecuteTransaction': statements('TransactStatements'),
  'sns:Publish': topic,
  'sns:PublishBatch': topic,
  ...each(['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'], 'sqs', queue),
  'sqs:SendMessageBatch': queue('SendMessage'),
  'sqs:DeleteMessageBatch': queue('DeleteMessage'),
  'sqs:ChangeMessageVisibilityBatch': queue('ChangeMessageVisibility'),
  ...each(['GetQueueAttributes', 'GetQueueUrl'], 'sqs', queue),
}

/** Of an object. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
}

/** S3 says that an object is not there only to those who may list the bucket. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function objectNeeds({ method, url, status, body }: Exchange): Need[] {
  const { pathname, searchParams } = new URL(url, 'http://s3')
  const [, name = '', path = ''] = /^\/([^/]+)\/?(.*)$/.exec(decodeURIComponent(pathname)) ?? []
  const need = (action: string, key = ''): Need => ({
    action: `s3:${action}`,
    service: 's3',
    name,
    path: key === '' ? '' : `/${key}`,
  })
  if (path === '' && method === 'GET' && searchParams.has('list-type')) return [need('ListBucket')]
  if (path === '' && method === 'POST' && searchParams.has('delete'))
    return [...body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => need('DeleteObject', key))
  if (path === '') throw new Error(`${method} ${url} of S3 is not understood here.`)
  const object = need(known(OBJECT_ACTIONS, method), path)
  return status === 404 ? [object, need('ListBucket')] : [object]
}

/** JSON protocols name the operation in a header, the query protocol in the body. */
export function needsOf(exchange: Exchange): readonly Need[] {
  const { headers, body } = exchange
  const [service, operation] = String(headers['x-amz-target'] ?? '').split('.')
  if (operation !== undefined) {
    const prefix = service?.replace(/_.*|^Amazon/g, '').toLowerCase()
    return known(NEEDS, `${prefix}:${operation}`)(JSON.parse(body.toString()))
  }
  if (!headers['content-type']?.includes('x-www-form-urlencoded')) return objectNeeds(exchange)
  const form = Object.fromEntries(new URLSearchParams(body.toString()))
  return known(NEEDS, `sns:${form['Action']}`)(form)
}

function each<T>(actions: readonly string[], service: string, of: (action: string) => T): Record<string, T> {
  return Object.fromEntries(actions.map((action) => [`${service}:${action}`, of(action)]))
}

function known<T>(table: Readonly<Record<string, T>>, key: string): T {
  const found = table[key]
  if (found === undefined) throw new Error(`What IAM checks for ${key} is not known here.`)
  return found
}
