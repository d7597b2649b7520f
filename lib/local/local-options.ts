import type { Site } from './api/site.ts'
import type { KeptMetrics } from './aws-api/kept-metrics.ts'
import type { DeployedResource, NotRunLocally } from './deployed-resource.ts'
import type { EventSourceMapping } from './event-source/event-source-mapping.ts'
import type { LambdaFunction } from './lambda/lambda-function.ts'
import type { Log } from './log.ts'

/** Addresses of the emulators: DynamoDB's, and that of everything else. */
export interface Endpoints {
  readonly aws: string
  readonly dynamodb: string
}

export interface LocalOptions {
  /** The synthesized assembly: a folder with a manifest.json, its templates and assets. */
  readonly assembly: string
  /** @default 4000; 0 takes any free port */
  readonly port?: number
  /** A folder that keeps queues, topics, buckets and tables. @default - everything stays in memory */
  readonly persist?: string
  /** Values for variables that a function's template declares; others are not added. */
  readonly functionEnvironment?: Readonly<Record<string, string>>
  /** Where functions find AWS, given the emulators' addresses. @default - at the emulators */
  readonly functionEndpoints?: (emulators: Endpoints) => Promise<Endpoints>
  /** Receives every line that functions and the runner itself write. @default - lines are dropped */
  readonly log?: Log
  /** Made of the stack once that is up; asked before its REST APIs. @default - none */
  readonly site?: (stack: LocalStack) => Site
  /** Rebuilds functions when a source file changes; `root` is the project's folder. @default - never */
  readonly watch?: { readonly root: string }
}

export interface LocalStack {
  /** Address of the REST API with its stage, such as `http://127.0.0.1:4000/v1`. */
  readonly apiUrl: string
  readonly endpoints: Endpoints
  readonly resources: readonly DeployedResource[]
  readonly outputs: Readonly<Record<string, string>>
  readonly notRunLocally: readonly NotRunLocally[]
  /** By physical name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>
  readonly eventSourceMappings: readonly EventSourceMapping[]
  /** Beside those that functions write: what a program in this process has measured. */
  readonly metrics: Pick<KeptMetrics, 'add'>
  /** Ends everything at once; invocations in flight fail as a crash. */
  close(): Promise<void>
}
