import type { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { Finding, Rule } from './finding.ts'
import type { StackResources } from './stack-resources.ts'

/** AWS's defaults. */
const TIMEOUT_SECONDS = 3
const VISIBILITY_SECONDS = 30

interface Fed {
  readonly mapping: CfnEventSourceMapping
  readonly queue: CfnQueue
  readonly target: CfnFunction | undefined
}

/** A rule on functions that a queue feeds. */
const forEachFed =
  (check: (fed: Fed) => Finding[]): Rule =>
  (resources: StackResources) =>
    resources.mappings.flatMap((mapping) => {
      const queue = resources.queueAt(mapping.eventSourceArn)
      return queue ? check({ mapping, queue, target: resources.functionAt(mapping.functionName) }) : []
    })

const shortVisibility = forEachFed(({ mapping, queue, target }) => {
  if (!target) return []
  const { timeout = TIMEOUT_SECONDS } = target
  const { visibilityTimeout: given = VISIBILITY_SECONDS } = queue
  const least = 6 * timeout + (mapping.maximumBatchingWindowInSeconds ?? 0)
  if (given >= least) return []
  return [
    {
      at: queue,
      rule: 'omnibus:short-visibility',
      sentence: `visibilityTimeout is ${given} s, but its function has ${timeout} s and throttled batches are tried again within it. Give at least 6 × the timeout plus the window: ${least} s.`,
    },
  ]
})

const wholeBatchesFail = forEachFed(({ mapping }) => {
  if (mapping.functionResponseTypes?.includes('ReportBatchItemFailures')) return []
  return [
    {
      at: mapping,
      rule: 'omnibus:whole-batches-fail',
      sentence:
        'one failed message makes Lambda repeat the whole batch, also what was handled. Set reportBatchItemFailures, and answer with the failed ones.',
    },
  ]
})

const throttledWhileHeld = forEachFed(({ mapping, target }) => {
  if (target?.reservedConcurrentExecutions === undefined || mapping.scalingConfig !== undefined) return []
  return [
    {
      at: mapping,
      rule: 'omnibus:throttled-while-held',
      sentence:
        'its function has a reserved concurrency, so messages that were received are throttled until they are dead letters. Limit the mapping with maxConcurrency.',
    },
  ]
})

export const mappingRules: readonly Rule[] = [shortVisibility, wholeBatchesFail, throttledWhileHeld]
