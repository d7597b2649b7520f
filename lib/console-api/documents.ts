import { documents } from '../docs/documents.ts'
import type { Topology } from '../topology/types.ts'
import type { ConsoleDependencies } from './dependencies.ts'

/** Made when first asked for: it takes a moment, and a topology does not change. */
const made = new WeakMap<Topology, ReturnType<typeof documents>>()

/** `GET /console/documents/…`: how the bus describes itself. */
export function documentOf(name: 'openapi.json' | 'asyncapi.json') {
  return ({ desk: { topology } }: ConsoleDependencies): object => {
    const all = made.get(topology) ?? documents(topology)
    made.set(topology, all)
    return all[name] as object
  }
}
