/** The SDK's own number, a client. @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html */
const SOCKETS = 50

/** The part of a client of the SDK that is needed to stand before its connections. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: <Output>(next: (args: never) => Promise<Output>) => (args: never) => Promise<Output>,
      options: { readonly step: 'deserialize'; readonly priority: 'high'; readonly name: string },
    ): void
  }
}

/**
 * Lets a client begin an attempt only when there is a connection for it. Left alone, the SDK lets calls wait for one
 * while their timeouts run, so that the last of a large batch fail though nothing ever did.
 */
export function limitedToSockets<C extends Client>(client: C): C {
  let free = SOCKETS
  const waiting: (() => void)[] = []
  client.middlewareStack.add(
    (next) => async (args) => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await next(args)
      } finally {
        const successor = waiting.shift()
        if (successor) successor()
        else free += 1
      }
    },
    { step: 'deserialize', priority: 'high', name: 'waitForSocket' },
  )
  return client
}
