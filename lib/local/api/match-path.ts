/** The path parameters, if these segments of a path fit a resource such as `topics/{topic}` or `{proxy+}`. */
export function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const greedy = /^\{(\w+)\+\}$/.exec(pattern.at(-1) ?? '')?.[1]
  if (greedy !== undefined && segments.length >= pattern.length) {
    const fixed = matchSegments(pattern.slice(0, -1), segments.slice(0, pattern.length - 1))
    return fixed && { ...fixed, [greedy]: segments.slice(pattern.length - 1).join('/') }
  }
  if (pattern.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    const parameter = /^\{(\w+)\}$/.exec(part)?.[1]
    if (parameter === undefined ? part !== segment : segment === '') return undefined
    if (parameter !== undefined) parameters[parameter] = decoded(segment)
  }
  return parameters
}

/** Sorts resources that fit the same path: a literal segment before a parameter, that before a greedy one. */
export function byPrecision(a: string, b: string): number {
  const [left, right] = [a, b].map((resource) => resource.split('/').map(vagueness)) as [number[], number[]]
  const differing = left.findIndex((value, index) => value !== right[index])
  return differing === -1 ? 0 : (left[differing] ?? 0) - (right[differing] ?? 0)
}

function vagueness(part: string): number {
  if (!part.startsWith('{')) return 0
  return part.endsWith('+}') ? 2 : 1
}

/** As it is where it is no valid encoding. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
