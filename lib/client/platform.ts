/** What a client needs of where it runs: Node, a browser, a worker. A test gives its own, and needs no waiting. */
export interface Platform {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number
    /** Resolves after `milliseconds`; at once when the signal aborts. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  }
  readonly random: {
    /** In [0, 1). */
    fraction(): number
    uuid(): string
  }
}

/** The web's own interfaces, which Node has too. */
export const webPlatform: Platform = {
  // Not the function itself: browsers want to see it called on its window.
  fetch: (url, init) => fetch(url, init),
  clock: {
    now: () => Date.now(),
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const wake = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, milliseconds)
        signal?.addEventListener('abort', wake)
      }),
  },
  random: {
    fraction: () => Math.random(),
    uuid: () => crypto.randomUUID(),
  },
}
