import { createHash } from 'node:crypto'
import type { RestApis } from '../api/rest-apis.ts'
import type { KeptLogs } from '../aws-api/kept-logs.ts'
import type { Fauxqs } from '../emulators/start-fauxqs.ts'
import type { EventSourceMapping } from '../event-source/event-source-mapping.ts'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import type { Endpoints } from '../local-options.ts'
import type { Log } from '../log.ts'
import type { FunctionSource } from '../reload/watch-functions.ts'
import type { Schedule } from '../schedule.ts'

/** What resources are made of and made in. */
export interface Services {
  readonly fauxqs: Fauxqs
  readonly endpoints: Endpoints
  /** What functions are told instead. */
  readonly functionEndpoints: Endpoints
  /** By physical name. */
  readonly functions: Map<string, LambdaFunction>
  /** Of those that can be rebuilt. */
  readonly functionSources: FunctionSource[]
  readonly eventSourceMappings: EventSourceMapping[]
  readonly schedules: Schedule[]
  readonly restApis: RestApis
  readonly functionEnvironment: Readonly<Record<string, string>>
  readonly log: Log
  /** What functions have written of late. */
  readonly keptLogs: KeptLogs
}

/** A resource of a template with every intrinsic resolved. */
export interface ResourceInput {
  readonly stackName: string
  /** Folder that asset paths are relative to. */
  readonly directory: string
  readonly logicalId: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface Provisioned {
  /** What `Ref` gives. */
  readonly physicalId: string
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, string>>
}

/**
 * Makes a resource, or brings one that was kept up to date: one such function for each CloudFormation type. Throws
 * NotRunHere when this one cannot run at home.
 */
export type Provision = (input: ResourceInput, services: Services) => Promise<Provisioned> | Provisioned

const HASH_LENGTH = 8

/**
 * The same in every run, so that what was kept is found again. AWS would add random characters; here a long name is
 * cut, and a hash of it tells it apart from others that begin alike.
 */
export function generatedName({ stackName, logicalId }: ResourceInput, maxLength: number): string {
  const name = `${stackName}-${logicalId}`
  if (name.length <= maxLength) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH)
  return `${name.slice(0, maxLength - HASH_LENGTH - 1)}-${hash}`
}

/** SNS and SQS take every attribute as text, objects as JSON. */
function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The given properties that are there, as text. */
export function textAttributes(
  properties: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, string> {
  const present = names.filter((name) => properties[name] !== undefined)
  return Object.fromEntries(present.map((name) => [name, asText(properties[name])]))
}
