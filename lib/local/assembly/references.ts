/** Every logical id or pseudo parameter that a value refers to: Ref, Fn::GetAtt and the `${}` of Fn::Sub. */
export function references(value: unknown): Set<string> {
  const found = new Set<string>()
  collect(value, found)
  return found
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') found.add(inner)
    else if (key === 'Fn::GetAtt') addGetAtt(inner, found)
    else if (key === 'Fn::Sub') addSub(inner, found)
    else collect(inner, found)
  }
}

function addGetAtt(argument: unknown, found: Set<string>): void {
  const id = Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]
  if (typeof id === 'string') found.add(id)
}

function addSub(argument: unknown, found: Set<string>): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}]
  collect(variables, found)
  for (const { name } of subVariables(String(text))) {
    const [id] = name.split('.')
    if (id !== undefined && !Object.hasOwn(variables ?? {}, name)) found.add(id)
  }
}

/** The `${Name}` and `${Id.Attribute}` of a Fn::Sub text; `${!Literal}` is none. */
export function subVariables(text: string): { readonly match: string; readonly name: string }[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map(([match, name]) => ({
    match,
    name: (name ?? '').trim(),
  }))
}
