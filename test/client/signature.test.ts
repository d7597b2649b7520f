import { describe, expect, it } from 'vitest'
import { type AwsCredentials, type ClientOptions, createClient } from '../../lib/client/index.ts'
import { expectedAuthorization, type SignedRequest } from '../support/expected-authorization.ts'
import { fakeClock, fakeRandom } from '../support/fake-clock.ts'

const USER = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const ROLE = { ...USER, sessionToken: 'IQoJb3JpZ2luX2VjEOP//////////wEaCXVzLWVhc3QtMSJ=' }
const AWS = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/v1'

describe("a request over https has the signature that AWS's own signer makes", () => {
  it.each<[string, string, string, AwsCredentials, string | undefined]>([
    ['of a user', AWS, 'eu-central-1', USER, undefined],
    ['of a role, session token included', AWS, 'eu-central-1', ROLE, undefined],
    ['in China', 'https://a.execute-api.cn-north-1.amazonaws.com.cn/v1', 'cn-north-1', USER, undefined],
    ['at a custom domain', 'https://bus.example.com/events', 'sa-east-1', ROLE, 'sa-east-1'],
  ])('%s', async (_name, url, expected, credentials, region) => {
    const { requests, publish } = recording(url, { credentials, ...(region !== undefined && { region }) })
    await publish('orders', { type: 'order.cancelled', data: { text: "grüß 'Gott' 🚌 = a+b" } })
    await publish('a b(c)*', { type: 'order.cancelled', data: {} })
    expect(requests).toHaveLength(2)
    for (const request of requests) {
      expect(request.headers['authorization']).toContain(`/${expected}/execute-api/aws4_request`)
      expect(request.headers['authorization']).toBe(
        await expectedAuthorization(request, credentials, expected),
      )
    }
  })

  it('over every header that it sends', async () => {
    const { requests, publish } = recording(AWS, { credentials: ROLE })
    await publish('orders', { type: 'order.cancelled', data: {} })
    expect(requests[0]?.headers['authorization']).toContain(
      'SignedHeaders=content-type;host;idempotency-key;x-amz-date;x-amz-security-token,',
    )
  })
})

describe('credentials', () => {
  it('are asked for before each attempt, for they may have expired', async () => {
    let asked = 0
    const credentials = async (): Promise<AwsCredentials> => ({ ...ROLE, sessionToken: `token-${++asked}` })
    const { requests, publish } = recording(AWS, { credentials }, [503])
    await publish('orders', { type: 'order.cancelled', data: {} })
    expect(requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['token-1', 'token-2'])
  })

  it('that cannot be had end the call with the cause, and nothing is sent', async () => {
    const credentials = () => Promise.reject(new Error('The SSO session has expired.'))
    const { requests, publish } = recording(AWS, { credentials })
    await expect(publish('orders', { type: 'order.cancelled', data: {} })).rejects.toThrow(
      /no credentials to sign with \(The SSO session has expired\.\)\. Nothing was published\./,
    )
    expect(requests).toEqual([])
  })

  it.each([
    ['over http, as at home', 'http://127.0.0.1:4000', USER],
    ['over https when there are none', AWS, undefined],
  ])('sign nothing %s', async (_name, url, credentials) => {
    const { requests, publish } = recording(url, credentials ? { credentials } : {})
    await publish('orders', { type: 'order.cancelled', data: {} })
    expect(Object.keys(requests[0]?.headers ?? {})).toEqual(['content-type', 'idempotency-key'])
  })
})

/** A client whose requests are only recorded. The first answers may be refusals. */
function recording(url: string, options: Partial<ClientOptions>, refusals: readonly number[] = []) {
  const requests: SignedRequest[] = []
  const receipt = { id: 'i', source: '/s', topic: 'orders', messageId: 'm' }
  const { publish } = createClient(url, {
    source: '/signature',
    ...options,
    platform: {
      clock: { ...fakeClock(), sleep: () => new Promise((resolve) => setImmediate(resolve)) },
      random: fakeRandom(),
      fetch: async (address, { headers, body }) => {
        requests.push({ url: address, headers: Object.fromEntries(new Headers(headers)), body: String(body) })
        return Response.json(receipt, { status: refusals[requests.length - 1] ?? 202 })
      },
    },
  })
  return { requests, publish }
}
