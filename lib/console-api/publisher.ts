import { Problem } from '../messaging/problem.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'

/**
 * As whom the caller publishes to the topic. A name is what its owner calls themselves, so it is never held against the
 * `principals` of a topic: who is known by name alone publishes where there are none.
 * @throws Problem
 */
export function publisherOf(
  { desk, stage }: ConsoleDependencies,
  { caller }: ConsoleRequest,
  topic: string,
): string {
  if (caller.iamPrincipal !== undefined) return caller.iamPrincipal
  if (desk.topology.topics[topic]?.publishers?.principals === undefined) return caller.principal
  throw new Problem(
    'forbidden',
    `Only certain roles and users of IAM may publish to topic '${topic}', and here you are known by name alone. ` +
      `Publish as one of them, from your own machine: npx omnibus console --stage ${stage}`,
  )
}
