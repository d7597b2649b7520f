import type { Connection } from '../../lib/adapters/aws/clients.ts'
import type { DeployedResource } from '../../lib/local/deployed-resource.ts'
import type { Endpoints } from '../../lib/local/local-options.ts'

/** What a journey may ask for, wherever its stack runs. */
export interface StackOptions {
  /** Values for variables that a function's template declares; others are not added. */
  readonly functionEnvironment?: Readonly<Record<string, string>>
  /** @default - as the stage has it: off */
  readonly canary?: boolean
  /** Where functions find AWS, given where it is. */
  readonly functionEndpoints?: (emulators: Endpoints) => Promise<Endpoints>
}

/** A stack at home or deployed: all that the two have in common, and what everything else is found by. */
export interface RunningStack {
  /** Takes requests that nobody signed, such as `http://127.0.0.1:4000/v1`. */
  readonly apiUrl: string
  /** Who publishes there. */
  readonly principal: string
  /** Where DynamoDB is, and everything else, and as whom. */
  readonly connections: { readonly aws: Connection; readonly dynamodb: Connection }
  readonly outputs: Readonly<Record<string, string>>
  readonly resources: readonly Pick<DeployedResource, 'stack' | 'type' | 'logicalId' | 'physicalId'>[]
  /** The options by which the command line finds it. */
  readonly commandLine: readonly string[]
  /** Every line that its functions wrote so far. */
  logs(): Promise<readonly string[]>
  /** Calls a function by its physical name, and waits for its end. */
  invoke(functionName: string, event: object): Promise<void>
  /** Kills a process of a function in the middle of an invocation, by its physical name. False when there is none. */
  crash(functionName: string): boolean
  close(): Promise<void>
}
