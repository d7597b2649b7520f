/**
 * Runs what has the same key one after the other, in the order of the calls, whatever becomes of each. To look at a
 * queue is to hide its messages for a moment: two who look at once would each see a part.
 */
export function turns(): <Result>(key: string, act: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, act) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(act, act)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
