import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '../../support/root.ts'

/** A stack that runs as a user starts it, and where it is. */
export interface StartedStack {
  /** Such as `http://127.0.0.1:4000`. */
  readonly origin: string
  close(): Promise<void>
}

const STARTS_WITHIN = 80_000

/** `npm start` on a free port, ready for requests. */
export async function npmStart(...args: readonly string[]): Promise<StartedStack> {
  // A group of its own, as a terminal gives it: Ctrl-C reaches npm and everything under it.
  const child = spawn('npm', ['start', '--', '--port', '0', ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    await closed
  }
  const { promise: origin, resolve, reject } = Promise.withResolvers<string>()
  let output = ''
  const read = (chunk: unknown): void => {
    output += stripVTControlCharacters(String(chunk))
    const [, address] = /Omnibus runs at (http:\/\/127\.0\.0\.1:\d+)/.exec(output) ?? []
    if (address !== undefined && output.includes('Ctrl-C ends it.')) resolve(address)
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const failed = (why: string) => () => reject(new Error(`npm start ${why}:\n${output}`))
  child.once('close', failed('ended'))
  const timer = setTimeout(failed('was not ready in time'), STARTS_WITHIN)
  try {
    return { origin: await origin, close }
  } catch (error) {
    await close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
