import { references } from './references.ts'
import type { Stack, TemplateResource } from './template-types.ts'

/** The logical ids of a stack, each after those that it refers to or names in DependsOn. */
export function dependencyOrder(stack: Stack): string[] {
  const resources = stack.template.Resources ?? {}
  const order: string[] = []
  const done = new Set<string>()
  const visit = (id: string, path: readonly string[]): void => {
    const resource = resources[id]
    if (resource === undefined || done.has(id)) return
    if (path.includes(id)) {
      throw new Error(
        `Stack ${stack.name}: these resources refer to each other: ${[...path, id].join(' → ')}.`,
      )
    }
    for (const dependency of dependenciesOf(resource)) visit(dependency, [...path, id])
    done.add(id)
    order.push(id)
  }
  for (const id of Object.keys(resources)) visit(id, [])
  return order
}

function dependenciesOf(resource: TemplateResource): string[] {
  const declared = resource.DependsOn ?? []
  const named = typeof declared === 'string' ? [declared] : declared
  return [...references(resource.Properties), ...named]
}
