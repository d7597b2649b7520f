import { RemovalPolicy } from 'aws-cdk-lib'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Deployment } from './deployment.ts'

/** The modules of the publish API's functions, from the project's folder. */
export const PUBLISH_ENTRY = 'lambdas/publish.ts'
export const QUERY_ENTRY = 'lambdas/query.ts'
/** Of what empties the bucket of a stage that leaves nothing behind. */
export const EMPTY_BUCKET_ENTRY = 'lambdas/empty-bucket.ts'
/** Of what flies each minute, where the stage has it. */
export const CANARY_ENTRY = 'lambdas/canary.ts'
/** Of the console: its API, who may ask it, and what brings its files. */
export const CONSOLE_ENTRY = 'lambdas/console.ts'
export const AUTHORIZE_ENTRY = 'lambdas/authorize.ts'
export const INSTALL_CONSOLE_ENTRY = 'lambdas/install-console.ts'

/** The modules of all functions of a bus, each once. */
export function functionEntries({ topology, config }: Omit<Deployment, 'bundler'>): readonly string[] {
  const handlers = Object.keys(topology.subscriptions).map(
    (name) => subscriptionSettings(topology, name).handler,
  )
  const ending = config.removalPolicy === RemovalPolicy.DESTROY ? [EMPTY_BUCKET_ENTRY] : []
  const canary = config.canary ? [CANARY_ENTRY] : []
  const desk = config.console ? [CONSOLE_ENTRY, AUTHORIZE_ENTRY, INSTALL_CONSOLE_ENTRY] : []
  return [...new Set([PUBLISH_ENTRY, QUERY_ENTRY, ...canary, ...ending, ...desk, ...handlers])]
}
