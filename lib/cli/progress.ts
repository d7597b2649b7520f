/** Shorter work than this needs no progress. */
const QUIET_MILLISECONDS = 2_000
const INTERVAL_MILLISECONDS = 500

/** Tells on stderr how far work has come, once it takes long. */
export function startProgress(now: () => number = Date.now): (text: string) => void {
  let next = now() + QUIET_MILLISECONDS
  return (text) => {
    if (now() < next) return
    next = now() + INTERVAL_MILLISECONDS
    process.stderr.write(`${text}\n`)
  }
}
