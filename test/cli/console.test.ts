import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'
import { runCliWith } from '../support/run-cli.ts'

const WHO = 'arn:aws:sts::123456789012:assumed-role/operators/ann'
/** As the stacks of the shop would have them, as far as a desk is opened with them. */
const OUTPUTS: Readonly<Record<string, string>> = {
  LedgerTable: 'omnibus-prod-ledger',
  AuditTable: 'omnibus-prod-audit',
  MetricsNamespace: 'Omnibus/omnibus-prod',
  OrdersTopicArn: 'arn:aws:sns:eu-central-1:123456789012:omnibus-prod-orders',
  NotesTopicArn: 'arn:aws:sns:eu-central-1:123456789012:principals-prod-notes',
}

/** CloudFormation, STS, SNS and the audit log of an account in which the shop and another bus are deployed as prod. */
let aws: Server
let child: ChildProcess | undefined
let env: NodeJS.ProcessEnv

beforeEach(async () => {
  aws = createServer(async (request, response) => {
    const body = await text(request)
    if (String(request.headers['x-amz-target']).endsWith('.BatchExecuteStatement')) {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      const { Statements } = JSON.parse(body) as { readonly Statements: readonly unknown[] }
      response.end(JSON.stringify({ Responses: Statements.map(() => ({})) }))
      return
    }
    const form = new URLSearchParams(body)
    response.writeHead(200, { 'content-type': 'text/xml' })
    if (form.get('Action') === 'GetCallerIdentity') {
      response.end(
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${WHO}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      )
      return
    }
    if (form.get('Action') === 'Publish') {
      response.end(
        '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
      )
      return
    }
    const outputs = Object.entries(OUTPUTS).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    )
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${form.get('StackName')}</StackName><Outputs>${outputs.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    )
  }).listen(0, '127.0.0.1')
  await once(aws, 'listening')
  env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
})
afterEach(() => {
  child?.kill('SIGKILL')
  aws.close()
})

/** The command, as it says that it is there. Who does not end it leaves that to the end of the test. */
async function startConsole(...more: readonly string[]) {
  const args = ['bin/omnibus.ts', 'console', '--stage', 'prod', '--port', '0', ...more]
  const started = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]()
  const { value: line } = await lines.next()
  const [, origin, who] =
    /^The console of prod is at (http:\/\/127\.0\.0\.1:\d+)\/ for (\S+)\.$/.exec(line ?? '') ?? []
  child = started
  return { child: started, origin, who }
}

it('omnibus console serves the desk of a stage on this machine, as whoever is signed in, until Ctrl-C', async () => {
  const { child, origin, who } = await startConsole()
  expect(who).toBe(WHO)
  const session = await (await fetch(`${origin}/console/session`)).json()
  expect(session).toMatchObject({ bus: 'omnibus', stage: 'prod', principal: WHO, role: 'operator' })
  const page = await fetch(`${origin}/`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toContain('<div id="console">')
  expect((await fetch(`${origin}/v1/topics`)).status).toBe(404)
  expect(
    (await fetch(`${origin}/console/session`, { headers: { origin: 'https://evil.example' } })).status,
  ).toBe(403)
  child.kill('SIGINT')
  expect(await once(child, 'close')).toEqual([0, null])
}, 120_000)

it('omnibus console publishes as the role of whoever is signed in, to a topic that lets it', async () => {
  const { origin } = await startConsole('--topology', 'test/fixtures/principals/topology.ts')
  const published = await fetch(`${origin}/console/topics/notes/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'note.written', data: { text: 'hello' } }),
  })
  expect(await published.json()).toMatchObject({
    topic: 'notes',
    source: `/principals/${encodeURIComponent('arn:aws:iam::123456789012:role/operators')}`,
  })
}, 120_000)

it('omnibus console says which stage is missing, and that one has to be named', async () => {
  const unnamed = await runCliWith({ env }, 'console')
  expect(unnamed.stderr).toContain("required option '--stage <name>'")
  const wrong = await runCliWith({ env }, 'console', '--stage', 'prod', '--port', '70000')
  expect(wrong.stderr).toContain('Give a port from 1 to 65535')
  aws.removeAllListeners('request').on('request', (_request, response) => {
    response.writeHead(400, { 'content-type': 'text/xml' })
    response.end(
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id omnibus-test does not exist</Message></Error></ErrorResponse>',
    )
  })
  const missing = await runCliWith({ env }, 'console', '--stage', 'test')
  expect([missing.code, missing.stderr]).toEqual([
    1,
    "There is no stack 'omnibus-test' in this account and region. Name the stage that is deployed there with --stage, or sign in elsewhere.\n",
  ])
}, 60_000)
