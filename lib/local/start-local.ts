import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startRestApiServer } from './api/rest-api-server.ts'
import { RestApis } from './api/rest-apis.ts'
import { readAssembly } from './assembly/read-assembly.ts'
import { isMetrics } from './aws-api/embedded-metrics.ts'
import { keptLogs } from './aws-api/kept-logs.ts'
import { type KeptMetrics, keptMetrics } from './aws-api/kept-metrics.ts'
import { lambdaApi } from './aws-api/lambda-api.ts'
import { logsApi } from './aws-api/logs-api.ts'
import { metricDataApi } from './aws-api/metric-data.ts'
import { startDynamoDb } from './dynamodb/start-dynamodb.ts'
import { startFauxqs } from './emulators/start-fauxqs.ts'
import type { LocalOptions, LocalStack } from './local-options.ts'
import type { Log } from './log.ts'
import { type ProvisionedStacks, provisionStacks } from './provision-stacks.ts'
import { watchFunctions } from './reload/watch-functions.ts'
import type { Services } from './resources/resource-type.ts'

const DEFAULT_PORT = 4000

/**
 * Runs a synthesized assembly in this process: emulators for its queues, topics, buckets and tables, its functions in
 * threads, its REST APIs on one port. Everything listens on the loopback interface only.
 * @throws Error with a sentence when the port is taken or the template holds what cannot run here
 */
export async function startLocal(options: LocalOptions): Promise<LocalStack> {
  const { assembly, port = DEFAULT_PORT, functionEnvironment = {} } = options
  const kept = keptMetrics()
  const log = logThatKeeps(kept, options.log)
  const { opening, close } = closeInReverse()
  try {
    const stacks = await readAssembly(assembly)
    const server = await opening(startRestApiServer(port, log))
    const emulators = await startEmulators(options, opening)
    const services: Services = {
      ...emulators,
      functionEndpoints: (await options.functionEndpoints?.(emulators.endpoints)) ?? emulators.endpoints,
      functions: new Map(),
      functionSources: [],
      eventSourceMappings: [],
      schedules: [],
      restApis: new RestApis(),
      functionEnvironment,
      log,
      keptLogs: keptLogs(),
    }
    await opening({ close: () => closeFunctions(services) })
    services.fauxqs.answerFirst(lambdaApi(services))
    services.fauxqs.answerFirst(metricDataApi({ kept, oldestSentAt: services.fauxqs.oldestSentAt }))
    services.fauxqs.answerFirst(logsApi(services.keptLogs))
    const provisioned = await provisionStacks(stacks, services)
    if (options.watch) await opening(watchFunctions(services.functionSources, options.watch.root, log))
    const stack = { ...describe(provisioned, services, server.origin), metrics: kept, close }
    server.open({
      apis: services.restApis,
      describe: () => publicDescription(stack),
      site: options.site?.(stack),
    })
    for (const source of [...services.eventSourceMappings, ...services.schedules]) source.start()
    return stack
  } catch (error) {
    await close().catch((failure: unknown) => log({ source: 'local', text: String(failure) }))
    throw error
  }
}

/** What functions measure, they write to the log: it is kept on the way. */
function logThatKeeps(kept: KeptMetrics, log: Log = () => undefined): Log {
  return (line) => {
    if (isMetrics(line)) kept.keep(line.text, Date.now())
    log(line)
  }
}

interface Closable {
  close(): Promise<void>
}

type Opening = <T extends Closable>(starting: T | Promise<T>) => Promise<T>

/** Remembers what was started. `close` ends it all, the last one first, whatever one of them says. */
function closeInReverse(): { readonly opening: Opening; readonly close: () => Promise<void> } {
  const opened: Closable[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = []
    for (const each of opened.splice(0).reverse()) {
      await each.close().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The local stack did not close cleanly.')
  }
  return {
    opening: async (starting) => {
      const started = await starting
      opened.push(started)
      // What was still starting when another failed.
      if (closing !== undefined) await closeAll()
      return started
    },
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}

async function startEmulators(
  { persist }: LocalOptions,
  opening: Opening,
): Promise<Pick<Services, 'fauxqs' | 'endpoints'>> {
  const keep = persist === undefined ? undefined : await foldersIn(persist)
  const [fauxqs, dynamo] = await Promise.all([
    opening(startFauxqs(keep?.queues)),
    opening(startDynamoDb({ ...(keep && { path: keep.tables }) })),
  ])
  return { fauxqs, endpoints: { aws: fauxqs.url, dynamodb: dynamo.url } }
}

async function foldersIn(persist: string): Promise<{ queues: string; tables: string }> {
  const folders = { queues: join(persist, 'queues'), tables: join(persist, 'tables') }
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  return folders
}

async function closeFunctions({ eventSourceMappings, schedules, functions }: Services): Promise<void> {
  for (const source of [...eventSourceMappings, ...schedules]) source.close()
  await Promise.all([...functions.values()].map((each) => each.close()))
}

function describe(
  { resources, outputs, notRunLocally }: ProvisionedStacks,
  { endpoints, functions, eventSourceMappings, restApis }: Services,
  origin: string,
): Omit<LocalStack, 'metrics' | 'close'> {
  const localOutputs = Object.entries(outputs).map(([key, value]) => [
    key,
    restApis.withLocalAddress(value, origin),
  ])
  const [stage] = restApis.stageNames
  return {
    apiUrl: stage === undefined ? origin : `${origin}/${stage}`,
    endpoints,
    resources,
    outputs: Object.fromEntries(localOutputs),
    notRunLocally,
    functions,
    eventSourceMappings,
  }
}

/** For tools on this machine. No environment of a function is in it. */
function publicDescription({
  apiUrl,
  endpoints,
  outputs,
  resources,
  functions,
  notRunLocally,
}: LocalStack): object {
  return {
    apiUrl,
    endpoints,
    outputs,
    functions: [...functions.keys()],
    resources: resources.map(({ properties: _properties, ...resource }) => resource),
    notRunLocally,
  }
}
