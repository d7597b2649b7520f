import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Where `npm run dynamodb-local` puts AWS's DynamoDB Local. */
export const INSTALLED_AT = join(import.meta.dirname, '../../node_modules/.cache/dynamodb-local')

const JAVA_HOME = process.env['JAVA_HOME']
const JAVA = JAVA_HOME ? join(JAVA_HOME, 'bin/java') : 'java'

/** The name of its jar, which ends in its version, if it is installed and there is a Java to run it. */
export function findDynamoDbLocal(): string | undefined {
  if (!existsSync(INSTALLED_AT)) return undefined
  const jar = readdirSync(INSTALLED_AT).find((file) => /^DynamoDBLocal-.*\.jar$/.test(file))
  return jar && spawnSync(JAVA, ['-version']).status === 0 ? jar : undefined
}

/** Whether its tests are to run: where it is said to be needed they do, and fail when it is not there. */
export function hasDynamoDbLocal(): boolean {
  return process.env['OMNIBUS_NEEDS_DYNAMODB_LOCAL'] === '1' || findDynamoDbLocal() !== undefined
}

/** Starts the jar in memory. It has no option for its address and listens on all of them, so: only in tests. */
export async function startDynamoDbLocal(): Promise<{ url: string; close(): Promise<void> }> {
  if (!findDynamoDbLocal()) {
    throw new Error(
      'DynamoDB Local is not installed. Run npm run dynamodb-local; it needs Java 17 or later, and Maven.',
    )
  }
  const port = await freePort()
  const java = spawn(
    JAVA,
    [
      ...['-cp', join(INSTALLED_AT, '*'), 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner'],
      ...['-inMemory', '-disableTelemetry', '-port', String(port)],
    ],
    { stdio: 'ignore' },
  )
  const exited = once(java, 'exit')
  const close = async () => {
    java.kill()
    await exited
  }
  await listening(port).catch(async (error) => {
    await close()
    throw error
  })
  return { url: `http://127.0.0.1:${port}`, close }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const socket = connect(port, '127.0.0.1')
    const connected = await once(socket, 'connect').catch(() => undefined)
    socket.destroy()
    if (connected) return
    await setTimeout(100)
  }
  throw new Error(`DynamoDB Local does not listen on port ${port} after 30 seconds`)
}
