import type { EventSourceMapping } from '../event-source/event-source-mapping.ts'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import { type ApiAnswer, type ApiCall, type OwnApi, refused } from './own-api.ts'

interface Running {
  readonly eventSourceMappings: readonly EventSourceMapping[]
  readonly functions: ReadonlyMap<string, LambdaFunction>
}

const MAPPING = /^\/2015-03-31\/event-source-mappings\/?([^/]*)$/
const CONFIGURATION = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/
/** What an update may change at home: the rest is the template's. */
const UPDATABLE = new Set(['Enabled', 'FunctionResponseTypes', 'FunctionName', 'UUID'])

/**
 * Lambda's API as far as an operator needs it: what feeds the functions, its switch, and how long they may take.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export function lambdaApi({ eventSourceMappings, functions }: Running): OwnApi {
  return (call) => {
    const [, configured] = CONFIGURATION.exec(call.path) ?? []
    if (configured !== undefined) return configurationOf(functions, call, decodeURIComponent(configured))
    const [, id] = MAPPING.exec(call.path) ?? []
    if (id === undefined) return undefined
    if (id === '') return call.method === 'GET' ? listed(eventSourceMappings, call) : undefined
    const mapping = eventSourceMappings.find((each) => each.id === decodeURIComponent(id))
    if (!mapping)
      return refused(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
    if (call.method === 'GET') return { status: 200, body: described(mapping) }
    return call.method === 'PUT' ? updated(mapping, call.body) : undefined
  }
}

function listed(mappings: readonly EventSourceMapping[], { query }: ApiCall): ApiAnswer {
  const { EventSourceArn: queue, FunctionName: name } = query
  const found = mappings.filter(
    (each) =>
      (queue === undefined || each.queueArn === queue) &&
      (name === undefined || each.functionName === name || each.functionArn === name),
  )
  return { status: 200, body: { EventSourceMappings: found.map(described) } }
}

function updated(mapping: EventSourceMapping, body: ApiCall['body']): ApiAnswer {
  const others = Object.keys(body).filter((key) => !UPDATABLE.has(key))
  if (others.length > 0) {
    const sentence = `At home ${others.join(', ')} comes from the template: change the topology and start again.`
    return refused(400, 'InvalidParameterValueException', sentence)
  }
  const { Enabled, FunctionResponseTypes } = body
  if (Array.isArray(FunctionResponseTypes)) {
    mapping.reportBatchItemFailures = FunctionResponseTypes.includes('ReportBatchItemFailures')
  }
  if (Enabled === true) mapping.resume()
  // It is Disabling until the messages in hand are handled: whoever asks again sees when.
  if (Enabled === false) void mapping.pause()
  return { status: 202, body: described(mapping) }
}

function described(mapping: EventSourceMapping): Record<string, unknown> {
  return {
    UUID: mapping.id,
    EventSourceArn: mapping.queueArn,
    FunctionArn: mapping.functionArn,
    State: mapping.state,
    StateTransitionReason: 'USER_INITIATED',
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    FunctionResponseTypes: mapping.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
  }
}

function configurationOf(
  functions: Running['functions'],
  { method }: ApiCall,
  nameOrArn: string,
): ApiAnswer | undefined {
  if (method !== 'GET') return undefined
  const found = [...functions.values()].find(({ name, arn }) => name === nameOrArn || arn === nameOrArn)
  if (!found) return refused(404, 'ResourceNotFoundException', `Function not found: ${nameOrArn}`)
  const { name, arn, timeoutSeconds } = found
  return { status: 200, body: { FunctionName: name, FunctionArn: arn, Timeout: timeoutSeconds } }
}
