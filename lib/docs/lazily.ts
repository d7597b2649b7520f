/** Makes something when it is first asked for, so that nobody else waits for it, and once. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
