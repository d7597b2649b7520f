import { type Located, locatedAtHome, outputOf } from '../adapters/aws/located.ts'
import { UsageError } from './usage-error.ts'

export const DEFAULT_API = 'http://127.0.0.1:4000'

interface Description {
  readonly endpoints: { readonly aws: string; readonly dynamodb: string }
  readonly outputs: Readonly<Record<string, string>>
}

/** Asks the local runner at `api` where its queues and tables are. */
export async function locateAtHome(api: string): Promise<Located> {
  const { endpoints, outputs } = await describedAt(api, '--api')
  const missing = (name: string) => `The stack at ${api} has no output '${name}'. Start it again: npm start`
  return locatedAtHome(endpoints, outputOf(outputs, missing))
}

/** @throws UsageError when there is no local stack at `api`, which that option names */
export async function ensureStack(api: string, option: string): Promise<void> {
  await describedAt(api, option)
}

async function describedAt(api: string, option: string): Promise<Description> {
  const address = `${api.replace(/\/$/, '')}/_omnibus/stack`
  try {
    const response = await fetch(address)
    if (!response.ok) throw new Error(`it answered ${response.status}`)
    return (await response.json()) as Description
  } catch (cause) {
    throw new UsageError(
      `There is no local stack at ${api} (${(cause as Error).message}). Start it with npm start, or name its address with ${option} http://127.0.0.1:<port>.`,
      { cause },
    )
  }
}
