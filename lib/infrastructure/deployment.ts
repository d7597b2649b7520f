import type { Topology } from '../topology/types.ts'
import type { StageConfig } from './stage-config.ts'

/** What every stack is made from. */
export interface Deployment {
  readonly topology: Topology
  readonly config: StageConfig
  /** The project's folder. Handler paths and the topology's path are relative to it. */
  readonly root: string
  /** The topology in use, `./` first; it becomes `#topology` in every bundle. */
  readonly topologyPath: string
}
