import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCliWith } from '../support/run-cli.ts'

/** CloudFormation, in an account that holds the core stack and nothing else. */
let cloudFormation: Server
let env: NodeJS.ProcessEnv

beforeEach(async () => {
  cloudFormation = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const name = new URLSearchParams(body).get('StackName') ?? ''
    response.writeHead(name === 'omnibus-prod' ? 200 : 400, { 'content-type': 'text/xml' })
    response.end(name === 'omnibus-prod' ? FOUND : missing(name))
  }).listen(0, '127.0.0.1')
  await once(cloudFormation, 'listening')
  env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
})
afterEach(() => cloudFormation.close())

const FOUND = `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>omnibus-prod</StackName>
<Outputs><member><OutputKey>LedgerTable</OutputKey><OutputValue>omnibus-prod-ledger</OutputValue></member></Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`
const missing = (name: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`

const list = (more: readonly string[], others: NodeJS.ProcessEnv = {}) =>
  runCliWith({ env: { ...env, ...others } }, 'dead-letters', 'list', 'inventory', ...more)

it.each([
  ['a stage that is not deployed', ['--stage', 'test'], "There is no stack 'omnibus-test'"],
  ['a group that is not deployed', ['--stage', 'prod'], "There is no stack 'omnibus-prod-main'"],
  ['a stage and a stack at home', ['--stage', 'prod', '--api', 'http://127.0.0.1:4000'], 'Choose: --api'],
])('the command line answers %s with one sentence', async (_name, args, sentence) => {
  const { code, stdout, stderr } = await list(args)
  expect(stderr).toContain(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect([code, stdout]).toEqual([1, ''])
})

it('the command line says how to sign in when AWS cannot be asked', async () => {
  const { code, stderr } = await list(['--stage', 'prod'], {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nowhere',
  })
  expect(stderr).toContain("The stack 'omnibus-prod' cannot be looked up")
  expect(stderr).toContain('set AWS_PROFILE')
  expect(code).toBe(1)
})
