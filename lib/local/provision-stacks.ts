import { dependencyOrder } from './assembly/dependency-order.ts'
import type { Scope } from './assembly/intrinsics.ts'
import { resolveValue } from './assembly/intrinsics.ts'
import { pseudoParameters } from './assembly/pseudo-parameters.ts'
import type { Stack, TemplateResource } from './assembly/template-types.ts'
import type { DeployedResource, NotRunLocally } from './deployed-resource.ts'
import { NotRunHere } from './resources/not-run-here.ts'
import type { Provisioned, Services } from './resources/resource-type.ts'
import { isLeftOutOnPurpose, RESOURCE_TYPES, reasonLeftOut } from './resources/resource-types.ts'

export interface ProvisionedStacks {
  readonly resources: readonly DeployedResource[]
  readonly outputs: Readonly<Record<string, string>>
  readonly notRunLocally: readonly NotRunLocally[]
}

interface LeftOut {
  readonly type: string
  readonly logicalId: string
  readonly reason: string
}

/** Makes every resource of the stacks that runs at home, each after those that it refers to. */
export async function provisionStacks(
  stacks: readonly Stack[],
  services: Services,
): Promise<ProvisionedStacks> {
  const exported = new Map<string, unknown>()
  const resources: DeployedResource[] = []
  const leftOut: LeftOut[] = []
  const outputs: Record<string, string> = {}
  for (const stack of stacks) {
    const provisioned = new Map<string, DeployedResource | StandIn>()
    const scope = scopeOf(stack, provisioned, exported)
    for (const logicalId of dependencyOrder(stack)) {
      const resource = stack.template.Resources?.[logicalId]
      if (!resource || !isWanted(resource.Condition, scope)) continue
      const outcome = await provisionResource(stack, logicalId, resource, scope, services)
      if ('reason' in outcome) {
        provisioned.set(logicalId, standIn(stack, logicalId, resource))
        leftOut.push(outcome)
      } else {
        provisioned.set(logicalId, outcome)
        resources.push(outcome)
      }
    }
    readOutputs(stack, scope, outputs, exported)
  }
  return { resources, outputs, notRunLocally: grouped(leftOut) }
}

async function provisionResource(
  { name, directory }: Stack,
  logicalId: string,
  resource: TemplateResource,
  scope: Scope,
  services: Services,
): Promise<DeployedResource | LeftOut> {
  const type = resource.Type
  const provision = RESOURCE_TYPES.get(type)
  if (!provision) return { type, logicalId, reason: reasonLeftOut(type) }
  const properties = resolveValue(resource.Properties ?? {}, scope, `${name}/${logicalId}`) as Record<
    string,
    unknown
  >
  const input = { stackName: name, directory, logicalId, properties, metadata: resource.Metadata ?? {} }
  try {
    const { physicalId, attributes = {} } = await provision(input, services)
    return { stack: name, logicalId, type, physicalId, attributes, properties }
  } catch (error) {
    if (error instanceof NotRunHere) return { type, logicalId, reason: error.message }
    throw new Error(`${name}/${logicalId} (${type}): ${(error as Error).message}`, { cause: error })
  }
}

/** What others see of a resource that is not there: names that lead nowhere, but tell what they mean. */
interface StandIn extends Provisioned {
  readonly standsIn: true
}

function standIn({ name }: Stack, logicalId: string, { Type }: TemplateResource): StandIn {
  const physicalId = `${name}-${logicalId}`
  return {
    standsIn: true,
    physicalId,
    attributes: { Arn: `arn:aws:not-run-locally:::${Type}/${physicalId}` },
  }
}

function scopeOf(
  { name, template }: Stack,
  provisioned: ReadonlyMap<string, Provisioned | StandIn>,
  exported: ReadonlyMap<string, unknown>,
): Scope {
  const pseudo = pseudoParameters(name)
  const scope: Scope = {
    ref: (id) => provisioned.get(id)?.physicalId ?? pseudo[id] ?? template.Parameters?.[id]?.Default,
    getAtt: (id, attribute) => {
      const found = provisioned.get(id)
      return (
        found?.attributes?.[attribute] ?? (found && 'standsIn' in found ? `${id}.${attribute}` : undefined)
      )
    },
    importValue: (exportName) => exported.get(exportName),
    mapping: (map, top, second) =>
      (template.Mappings as Record<string, Record<string, Record<string, unknown>>>)?.[map]?.[top]?.[second],
    condition: (id) => resolveValue(template.Conditions?.[id], scope, `${name}/Conditions/${id}`) === true,
  }
  return scope
}

const isWanted = (condition: string | undefined, scope: Scope): boolean =>
  condition === undefined || scope.condition(condition)

function readOutputs(
  { name, template }: Stack,
  scope: Scope,
  outputs: Record<string, string>,
  exported: Map<string, unknown>,
): void {
  for (const [key, { Value, Condition, Export }] of Object.entries(template.Outputs ?? {})) {
    if (!isWanted(Condition, scope)) continue
    const value = resolveValue(Value, scope, `${name}/Outputs/${key}`)
    outputs[key] = String(value)
    if (Export) exported.set(String(resolveValue(Export.Name, scope, `${name}/Outputs/${key}`)), value)
  }
}

/** One entry for each type and reason; what nobody expects to be missing comes first. */
function grouped(leftOut: readonly LeftOut[]): NotRunLocally[] {
  const groups = Map.groupBy(leftOut, ({ type, reason }) => `${type} ${reason}`)
  const entries = [...groups.values()].map(([first, ...others]): NotRunLocally => {
    const { type, logicalId, reason } = first as LeftOut
    return { type, logicalIds: [logicalId, ...others.map((other) => other.logicalId)], reason }
  })
  return entries.sort((a, b) => Number(isLeftOutOnPurpose(a.type)) - Number(isLeftOutOnPurpose(b.type)))
}
