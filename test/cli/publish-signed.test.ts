import { afterEach, expect, it, vi } from 'vitest'
import { runCli } from '../../lib/cli/run-cli.ts'
import { expectedAuthorization, type SignedRequest } from '../support/expected-authorization.ts'
import { ROOT } from '../support/root.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it.each([
  ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com/v1', [], 'eu-central-1'],
  ['https://bus.example.com', [], 'us-west-2'],
  ['https://bus.example.com', ['--region', 'sa-east-1'], 'sa-east-1'],
])('omnibus publish to %s %j is signed for %s, as the environment says', async (url, options, region) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_SESSION_TOKEN', 'token')
  vi.stubEnv('AWS_REGION', 'us-west-2')
  const requests: SignedRequest[] = []
  vi.stubGlobal('fetch', async (address: string, { headers, body }: { headers: Headers; body: string }) => {
    requests.push({ url: address, headers: Object.fromEntries(headers), body })
    return Response.json({ id: 'i', source: '/s', topic: 'stock', messageId: 'm' }, { status: 202 })
  })
  const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const args = ['stock', 'stock.received', '--data', '{"sku":"a","quantity":1}', '--url', url, ...options]
  await runCli(['node', 'omnibus', 'publish', ...args], ROOT)
  expect(output.mock.calls).toEqual([['accepted i\n']])
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }
  const [request] = requests
  expect(request?.headers['authorization']).toContain(`/${region}/execute-api/`)
  expect(request?.headers['authorization']).toBe(
    request && (await expectedAuthorization(request, credentials, region)),
  )
})
