import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { VARIABLES } from '../../lib/topology/environment-variables.ts'
import { LEDGER_TABLE, type SubjectName } from './subject.ts'

export const REGION = 'us-east-1'
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** What a subject is to do: handle that many batches of that many orders, new ones or the last ones once more. */
export interface Turn {
  readonly subject: SubjectName
  readonly batches: number
  readonly size: number
  readonly again?: boolean
}

/** What it took. */
export interface Reading {
  readonly cpuMicroseconds: number
  readonly wallMilliseconds: number
}

/** A process with all subjects, and nothing else to do: neither the emulator nor the harness costs it anything. */
export interface ConsumerProcess extends AsyncDisposable {
  /** @throws when an order was not handled, or handled again */
  take(turn: Turn): Promise<Reading>
}

export function startConsumerProcess(endpoint: string): ConsumerProcess {
  const child = fork(new URL('measured-process.ts', import.meta.url), {
    env: environment(endpoint),
    execArgv: ['--expose-gc'],
    // The SDK of the peer warns that it waits for connections; only last words are of interest.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const words: Buffer[] = []
  child.stderr?.on('data', (bytes: Buffer) => words.push(bytes))
  return {
    take: (turn) =>
      ask(child, turn).catch((error) => {
        throw new Error(`${error}\n${Buffer.concat(words)}`)
      }),
    async [Symbol.asyncDispose]() {
      if (!child.connected) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function ask(child: ChildProcess, turn: Turn): Promise<Reading> {
  const gone = new AbortController()
  const died = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
    throw new Error(`The measured process ended with ${code} in its turn.`)
  })
  try {
    const answered = once(child, 'message', { signal: gone.signal })
    child.send(turn)
    const [answer] = (await Promise.race([answered, died])) as [Reading | { readonly error: string }]
    if ('error' in answer) throw new Error(`${turn.subject}: ${answer.error}`)
    return answer
  } finally {
    gone.abort()
  }
}

/** What the stacks would tell the function. Queues, topics and bucket are never called here. */
function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: 'billing',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    [VARIABLES.stage]: 'bench',
    [VARIABLES.ledgerTable]: LEDGER_TABLE,
    [VARIABLES.claimBucket]: 'claims',
    [VARIABLES.topicArnBase]: 'arn:aws:sns:us-east-1:000000000000:',
    [VARIABLES.queueUrl]: 'http://127.0.0.1:1/billing',
    [VARIABLES.deadLetterQueueUrl]: 'http://127.0.0.1:1/billing-dlq',
    [VARIABLES.tables]: '{}',
  }
}
