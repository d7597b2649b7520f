import { Stream } from 'node:stream'

export type Callback<T = unknown> = (error: unknown, value?: T) => void

export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string }

interface Chunks {
  nextv(size: number): Promise<unknown[]>
  all(): Promise<unknown[]>
  close(): Promise<void>
}

/** The part of `level` that dynalite uses: without a callback its methods answer with a promise. */
export interface Level {
  open(): Promise<void>
  get(key: string, callback?: Callback): Promise<unknown>
  put(key: string, value: unknown, callback?: Callback): void
  del(key: string, callback?: Callback): void
  batch(writes: readonly Write[], callback?: Callback): Promise<unknown>
  createKeyStream(options?: object): Stream
  createValueStream(options?: object): Stream
  keys(options?: object): Chunks
  values(options?: object): Chunks
  close(): Promise<void>
}

export interface Planned<T> {
  readonly result: T
  readonly writes: readonly Write[]
}

export interface Writer {
  /** Runs the work without writing anything, and says what it would have written. */
  plan<T>(work: () => Promise<T>): Promise<Planned<T>>
  /** Writes all of it or nothing. */
  commit(writes: readonly Write[]): Promise<void>
}

const CHUNK = 256

/**
 * Replaces, under dynalite, how it reads and writes: what it throws in a callback goes to `onThrow` instead of ending
 * the process; writes can be held back, which is what makes an item and its indexes, and a transaction, atomic; and
 * values come in chunks rather than one by one through a Node stream.
 */
export function takeOver(level: Level, onThrow: (error: unknown) => void): Writer {
  const { get, batch } = { get: level.get.bind(level), batch: level.batch.bind(level) }
  let held: Write[] | undefined

  const settle = (result: Promise<unknown>, callback: Callback = () => undefined) => {
    result.then((value) => callback(null, value), callback).catch(onThrow)
    return result
  }
  const write = async (writes: readonly Write[]) => {
    if (held) held.push(...writes)
    else await batch(writes)
  }
  level.get = (key, callback) => settle(get(key), callback)
  level.put = (key, value, callback) => void settle(write([{ type: 'put', key, value }]), callback)
  level.del = (key, callback) => void settle(write([{ type: 'del', key }]), callback)
  level.batch = (writes, callback) => settle(write(writes), callback)
  level.createKeyStream = (options) => emitAll(level.keys(options), onThrow)
  level.createValueStream = (options) => emitAll(level.values(options), onThrow)

  return {
    async plan(work) {
      const writes: Write[] = []
      held = writes
      try {
        return { result: await work(), writes }
      } finally {
        held = undefined
      }
    },
    async commit(writes) {
      await batch(writes)
    },
  }
}

/** dynalite asks no more of a stream than 'data', 'end' and `destroy`. */
function emitAll(chunks: Chunks, onThrow: (error: unknown) => void): Stream {
  let destroyed = false
  const stream = Object.assign(new Stream(), {
    destroy() {
      destroyed = true
    },
  })
  const pump = async () => {
    let values: unknown[]
    do {
      values = await chunks.nextv(CHUNK)
      for (const value of values) if (!destroyed) stream.emit('data', value)
    } while (values.length > 0 && !destroyed)
    await chunks.close()
    stream.emit('end')
  }
  pump().catch(onThrow)
  return stream
}
