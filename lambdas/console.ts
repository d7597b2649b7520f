import { topology } from '#topology'
import { deskPorts } from '../lib/adapters/aws/desk-ports.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { locateStage } from '../lib/adapters/aws/locate-stage.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { cloudWatchMetrics } from '../lib/adapters/aws/metrics.ts'
import { keptFor } from '../lib/adapters/kept-for.ts'
import { systemClock } from '../lib/adapters/system.ts'
import { answerDesk } from './console-pipeline.ts'

const { stage } = functionEnvironment()
const logger = cloudWatchLogger('console')
const metrics = cloudWatchMetrics(topology, { stage })

/** Queues may be replaced by a deployment, and have no names of their own. */
const open = keptFor(60_000, systemClock, async () => {
  const located = await locateStage(topology, stage)
  return { stage, ...deskPorts({ topology, stage, located, logger, metrics }) }
})

/** The operator's desk of a deployed stage. */
export const handler = answerDesk(open, { logger, metrics })
