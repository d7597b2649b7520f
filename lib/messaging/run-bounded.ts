/** Starts the items in their order, at most `limit` at a time. */
export async function runBounded<T>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const remaining = items.values()
  const runner = async (): Promise<void> => {
    for (const item of remaining) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner))
}
