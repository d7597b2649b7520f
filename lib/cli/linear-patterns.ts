import type { JsonSchema } from '../topology/json-schema.ts'

/** Attacks are of a certain size and order, not of a certain time: whatever the machine, the verdict is the same. */
const LIMITS = { timeout: 60_000, attackTimeout: null, incubationTimeout: null, randomSeed: 0 }

/**
 * Finds out whether matching takes a time that grows with the text and no faster, by automata where the pattern allows
 * for it and by trying to attack it where it does not. Gives what is wrong, or undefined.
 * @see https://makenowjust-labs.github.io/recheck/
 */
export async function nonLinear(source: string, flags = ''): Promise<string | undefined> {
  // Its other engines want Java or a binary of the platform.
  Object.assign(process.env, { RECHECK_BACKEND: 'pure', RECHECK_SYNC_BACKEND: 'pure' })
  const { checkSync } = await import('recheck')
  const { status, ...found } = checkSync(source, flags, LIMITS)
  if (status === 'safe') return undefined
  return 'complexity' in found && found.complexity
    ? `takes ${found.complexity.summary} time`
    : 'cannot be shown to be linear'
}

/** Every `pattern` of a schema, each once. */
export function patternsOf(schema: JsonSchema): ReadonlySet<string> {
  const patterns = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, member] of Object.entries(value)) {
      if (key === 'pattern' && typeof member === 'string') patterns.add(member)
      if (key === 'patternProperties') for (const name of Object.keys(member as object)) patterns.add(name)
      walk(member)
    }
  }
  walk(schema)
  return patterns
}
