import { dependencyOrder } from './assembly/dependency-order.ts'
import type { Scope } from './assembly/intrinsics.ts'
import { resolveValue } from './assembly/intrinsics.ts'
import { pseudoParameters } from './assembly/pseudo-parameters.ts'
import type { Stack, TemplateResource } from './assembly/template-types.ts'
import type { DeployedResource, NotRunLocally } from './deployed-resource.ts'
import type { Provisioned, Services } from './resources/resource-type.ts'
import { RESOURCE_TYPES, reasonLeftOut } from './resources/resource-types.ts'

export interface ProvisionedStacks {
  readonly resources: readonly DeployedResource[]
  readonly outputs: Readonly<Record<string, string>>
  readonly notRunLocally: readonly NotRunLocally[]
}

/** Makes every resource of the stacks that runs at home, each after those that it refers to. */
export async function provisionStacks(
  stacks: readonly Stack[],
  services: Services,
): Promise<ProvisionedStacks> {
  const exported = new Map<string, unknown>()
  const resources: DeployedResource[] = []
  const leftOut: { readonly type: string; readonly logicalId: string }[] = []
  const outputs: Record<string, string> = {}
  for (const stack of stacks) {
    const provisioned = new Map<string, Provisioned>()
    const scope = scopeOf(stack, provisioned, exported)
    for (const logicalId of dependencyOrder(stack)) {
      const resource = stack.template.Resources?.[logicalId]
      if (!resource || !isWanted(resource.Condition, scope)) continue
      const deployed = await provisionResource(stack, logicalId, resource, scope, services)
      provisioned.set(logicalId, deployed ?? stand(stack, logicalId, resource))
      if (deployed) resources.push(deployed)
      else leftOut.push({ type: resource.Type, logicalId })
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
): Promise<DeployedResource | undefined> {
  const provision = RESOURCE_TYPES.get(resource.Type)
  if (!provision) return undefined
  const properties = resolveValue(resource.Properties ?? {}, scope, `${name}/${logicalId}`) as Record<
    string,
    unknown
  >
  const input = { stackName: name, directory, logicalId, properties, metadata: resource.Metadata ?? {} }
  const { physicalId, attributes = {} } = await provision(input, services)
  return { stack: name, logicalId, type: resource.Type, physicalId, attributes, properties }
}

/** What others see of a resource that is not there: names that lead nowhere, but tell what they mean. */
function stand({ name }: Stack, logicalId: string, { Type }: TemplateResource): Provisioned {
  const physicalId = `${name}-${logicalId}`
  return { physicalId, attributes: { Arn: `arn:aws:not-run-locally:::${Type}/${physicalId}` } }
}

function scopeOf(
  { name, template }: Stack,
  provisioned: ReadonlyMap<string, Provisioned>,
  exported: ReadonlyMap<string, unknown>,
): Scope {
  const pseudo = pseudoParameters(name)
  const scope: Scope = {
    ref: (id) => provisioned.get(id)?.physicalId ?? pseudo[id] ?? template.Parameters?.[id]?.Default,
    getAtt: (id, attribute) => {
      const found = provisioned.get(id)
      return (
        found?.attributes?.[attribute] ??
        (found && isLeftOut(template.Resources?.[id]) ? `${id}.${attribute}` : undefined)
      )
    },
    importValue: (exportName) => exported.get(exportName),
    mapping: (map, top, second) =>
      (template.Mappings as Record<string, Record<string, Record<string, unknown>>>)?.[map]?.[top]?.[second],
    condition: (id) => resolveValue(template.Conditions?.[id], scope, `${name}/Conditions/${id}`) === true,
  }
  return scope
}

const isLeftOut = (resource: TemplateResource | undefined): boolean =>
  !RESOURCE_TYPES.has(resource?.Type ?? '')

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

function grouped(leftOut: readonly { readonly type: string; readonly logicalId: string }[]): NotRunLocally[] {
  return [...Map.groupBy(leftOut, ({ type }) => type)].map(([type, ofType]) => ({
    type,
    logicalIds: ofType.map(({ logicalId }) => logicalId),
    reason: reasonLeftOut(type),
  }))
}
