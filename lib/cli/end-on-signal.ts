/** The first Ctrl-C ends everything in order, a second one at once. */
export function endOnSignal(closing: (() => Promise<unknown>)[]): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const all = closing
        .splice(0)
        .reduce((last, close) => last.then(close), Promise.resolve<unknown>(undefined))
      all.finally(() => process.exit(0))
    })
  }
}
