import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'

interface Started {
  readonly process: ChildProcess
  output(): string
}

const running: ChildProcess[] = []
const POLL = { timeout: 50_000, interval: 100 }

afterEach(() => {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) interrupt(child)
  }
})

describe('npm start', () => {
  it('tells where the API is, what runs and what does not, and an order to try; Ctrl-C ends it', async () => {
    const started = npmStart('--port', '0')
    await expect.poll(started.output, POLL).toContain('Ctrl-C ends it.')
    const output = started.output()
    const origin = /Omnibus runs at (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1] ?? ''
    for (const topic of ['orders', 'stock', 'payments'])
      expect(output).toMatch(new RegExp(`^  ${topic} `, 'm'))
    expect(output).toMatch(/^ {2}notifications +payments: payment.captured, payment.failed$/m)
    expect(output).toMatch(/^ {2}AWS::IAM::Role \(\d+\) +permissions are not enforced at home$/m)
    const [, url, contentType, file] = /curl -i (\S+) -H 'content-type: (\S+)' -d @(\S+)/.exec(output) ?? []
    expect(url).toBe(`${origin}/v1/topics/orders/events`)
    const response = await fetch(url ?? '', {
      method: 'POST',
      headers: { 'content-type': contentType ?? '' },
      body: readFileSync(join(ROOT, file ?? '')),
    })
    expect(response.status).toBe(202)
    expect(output).toContain(`Its console is at ${origin}/`)
    const page = await fetch(`${origin}/`)
    expect(page.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1]
    expect((await fetch(`${origin}${script}`)).headers.get('cache-control')).toContain('immutable')
    const session = await (await fetch(`${origin}/console/session`)).json()
    expect(session).toMatchObject({ stage: 'home', principal: 'local', role: 'operator' })
    await expect.poll(started.output, POLL).toMatch(/notifications processed +type=payment.captured/)

    interrupt(started.process)
    await once(started.process, 'close')
    await expect(fetch(`${origin}/v1/health`)).rejects.toThrow()
  })

  it('says that a port is taken and how to choose another, before it builds anything', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const started = npmStart('--port', String(port))
    const [code] = await once(started.process, 'close')
    expect(started.output()).toContain(
      `Port ${port} is taken by another program. Choose another one: npm start -- --port 4077`,
    )
    expect(started.output()).not.toContain('Building')
    expect(code).toBe(1)
    other.close()
  })

  it('lists the mistakes in a topology and nothing else', async () => {
    const started = npmStart('--port', '0', '--topology', 'test/fixtures/nowhere.ts')
    const [code] = await once(started.process, 'close')
    expect(started.output()).toContain("The topology 'test/fixtures/nowhere.ts' is not a file")
    expect(started.output()).not.toContain('    at ')
    expect(code).toBe(1)
  })
})

function npmStart(...args: readonly string[]): Started {
  // A group of its own, as a terminal gives it: Ctrl-C reaches npm and everything under it.
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += stripVTControlCharacters(String(chunk))
    })
  }
  return { process: child, output: () => output }
}

function interrupt({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT')
}
