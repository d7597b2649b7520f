import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { expect, it, vi } from 'vitest'

vi.stubEnv(
  'OMNIBUS_SIGN_IN',
  JSON.stringify({
    issuer: 'https://login.example.com',
    clientId: 'console',
    // Nobody answers there.
    jwksUri: 'https://127.0.0.1:9/keys',
    rolesClaim: 'roles',
    operatorRole: 'operators',
    readerRole: 'readers',
  }),
)
const { handler } = await import('../../lambdas/authorize.ts')

const json = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const event = (authorizationToken: string) =>
  ({
    type: 'TOKEN',
    authorizationToken,
    methodArn: 'arn:aws:execute-api:eu-central-1:111122223333:api/console/GET/session',
  }) as APIGatewayTokenAuthorizerEvent

it.each([
  ['that is none', 'Bearer a.b.c'],
  ['of no key', `Bearer ${json({ alg: 'RS256' })}.${json({ sub: '1' })}.c2ln`],
])('a token %s is refused in the one word that API Gateway makes a 401 of', async (_name, token) => {
  await expect(handler(event(token))).rejects.toThrow(/^Unauthorized$/)
})

it('that the issuer does not answer is said to nobody as if their token were wrong', async () => {
  const token = `Bearer ${json({ alg: 'RS256', kid: 'k' })}.${json({ sub: '1' })}.c2ln`
  await expect(handler(event(token))).rejects.toThrow(/ECONNREFUSED/)
})
