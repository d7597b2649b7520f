import { Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import { ConfigurationError } from '../configuration-error.ts'
import type { Finding, Rule } from './finding.ts'
import { mappingRules } from './mapping-rules.ts'
import { queueRules } from './queue-rules.ts'
import { StackResources } from './stack-resources.ts'
import { subscriptionRules } from './subscription-rules.ts'

const RULES: readonly Rule[] = [...queueRules, ...subscriptionRules, ...mappingRules]

/**
 * Refuses what would lose messages or handle them twice: in the stacks of the bus and in whatever was added to them.
 * A rule that is broken on purpose is acknowledged on the construct, with `Validations.of(construct).acknowledge()`.
 * @throws ConfigurationError with a sentence for each mistake
 */
export function lintResources(app: IConstruct): void {
  const sentences = brokenRules(app)
    .filter((finding) => !isAcknowledged(finding))
    .map(({ at, rule, sentence }) => `${at.node.path.replace(/\/Resource$/, '')}: ${sentence} (${rule})`)
  if (sentences.length > 0) throw new ConfigurationError(sentences.join('\n'))
}

/** All that they find, acknowledged or not. */
export function brokenRules(app: IConstruct): Finding[] {
  const stacks = app.node.findAll().filter((node) => Stack.isStack(node))
  return stacks.flatMap((stack) => RULES.flatMap((rule) => rule(new StackResources(stack))))
}

function isAcknowledged({ at, rule }: Finding): boolean {
  return at.node.scopes.some(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .some(({ data }) =>
        Object.keys(data as object).some((id) => id.replace(/^annotation::/i, '') === rule),
      ),
  )
}
