import type { Topology } from '../topology/types.ts'
import type { FunctionBundler } from './function-bundler.ts'
import type { StageConfig } from './stage-config.ts'

/** What every stack is made from. */
export interface Deployment {
  readonly topology: Topology
  readonly config: StageConfig
  readonly bundler: FunctionBundler
}
