import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag'

export interface Finding {
  readonly rule: string
  readonly path: string
}

const PACKS = [AwsSolutionsChecks, ServerlessChecks]

/** What cdk-nag finds and nobody has acknowledged. */
export const findings = (app: App): Finding[] => PACKS.flatMap((Pack) => findingsOf(new Pack(), app))

/** What it finds whoever has acknowledged it. */
export const allFindings = (app: App): Finding[] =>
  PACKS.flatMap((Pack) => findingsOf(Object.assign(new Pack(), { isAcknowledged: () => false }), app))

function findingsOf(pack: NagPack, app: App): Finding[] {
  return pack
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
    )
}

export interface Acknowledgement extends Finding {
  readonly reason: string
}

export function acknowledgements(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          rule: id.replace(/^annotation::/i, ''),
          path: node.path,
          reason,
        })),
      ),
  )
}
