import { ACCOUNT, type Deployed, type DeployedResource, type Grant } from './deployed.ts'
import { type AccessRequest, isAllowed } from './policy.ts'

/** Something that must be allowed, and why. */
export interface Requirement extends AccessRequest {
  /** The page of AWS that says so, or the call that was made. */
  readonly because: string
}

/** Whether all policies together allow it. */
export function allows({ grants }: Pick<Deployed, 'grants'>, request: AccessRequest): boolean {
  const { principal, resource } = request
  const own = grants.filter(
    (grant) => grant.identity && 'role' in principal && grant.owner.arn === principal.role,
  )
  const theirs = grants.filter((grant) => !grant.identity && owns(grant.owner, resource))
  return isAllowed(withContext(request), {
    identity: own.map(({ statement }) => statement),
    resource: theirs.map(({ statement }) => statement),
  })
}

/** The requirements that are not met, in words. */
export function refused(
  deployment: Pick<Deployed, 'grants' | 'resources'>,
  requirements: readonly Requirement[],
): string[] {
  const { resources } = deployment
  const unmet = requirements.filter((requirement) => !allows(deployment, requirement))
  const words = unmet.map(({ principal, action, resource, because }) => {
    const who = 'service' in principal ? principal.service : spelled(resources, principal.role)
    return `${who} may not ${action} ${spelled(resources, resource)}: ${because}`
  })
  return [...new Set(words)].toSorted()
}

/** Every call is made by TLS and from within the account. */
const withContext = (request: AccessRequest): AccessRequest => ({
  ...request,
  context: { 'aws:SecureTransport': 'true', 'aws:SourceAccount': ACCOUNT, ...request.context },
})

/** A bucket owns its objects, a table its indexes. */
const owns = ({ arn }: DeployedResource, resource: string): boolean =>
  resource === arn || resource.startsWith(`${arn}/`)

/** The Allows that could be taken away without a requirement being refused. */
export function neverUsed(deployment: Deployed, requirements: readonly Requirement[]): string[] {
  const before = refused(deployment, requirements)
  if (before.length > 0) throw new Error(`Refused already: ${before.join('; ')}`)
  const { grants, resources } = deployment
  return grants
    .filter(({ statement }) => statement.Effect === 'Allow')
    .filter((grant) => {
      const concerned = requirements.filter(({ principal, resource }) =>
        grant.identity
          ? 'role' in principal && principal.role === grant.owner.arn
          : owns(grant.owner, resource),
      )
      const others = grants.filter((each) => each !== grant)
      return refused({ grants: others, resources }, concerned).length === 0
    })
    .map((grant) => inWords(resources, grant))
    .toSorted()
}

/** `InventoryConsumerFunctionRole dynamodb:Query StockTable` */
export function inWords(
  resources: readonly DeployedResource[],
  { owner, identity, statement: { Action, Resource, Principal } }: Grant,
): string {
  const who = identity ? shortId(owner) : JSON.stringify(Principal)
  const what = Resource === undefined ? shortId(owner) : spelled(resources, String(Resource))
  return `${who} ${Action} ${what}`
}

/** An ARN, or a pattern of one, by the logical id of what it begins with. */
function spelled(resources: readonly DeployedResource[], arn: string): string {
  const owners = resources.filter((each) => owns(each, arn))
  const [owner] = owners.toSorted((a, b) => b.arn.length - a.arn.length)
  return owner ? shortId(owner) + arn.slice(owner.arn.length) : arn
}

const shortId = ({ id }: DeployedResource): string => id.replace(/^\d+\//, '').replace(/[0-9A-F]{8}$/, '')
