import { describe, expect, it } from 'vitest'
import { invokePolicy } from '../../lib/adapters/aws/invoke-policy.ts'
import { CONSOLE_ROUTES, type ConsoleRole } from '../../lib/topology/console-routes.ts'
import { isAllowed } from '../grants/support/policy.ts'

const API = 'arn:aws:execute-api:eu-central-1:111122223333:abcdefghij'
const ASKED = `${API}/console/GET/session`
const ROUTES = Object.values(CONSOLE_ROUTES).map(({ method, path, role }) => ({
  request: `${method}${path.replaceAll(/\{\w+\}/g, 'some-name')}`,
  role,
}))

const answerFor = (role?: ConsoleRole) =>
  invokePolicy({ principal: '1', name: 'ada', ...(role && { role }) }, ASKED)

/** What API Gateway lets through by the answer that it kept. */
function mayAsk(role: ConsoleRole | undefined, request: string, stage = `${API}/console`): boolean {
  const { policyDocument } = answerFor(role)
  return isAllowed(
    {
      principal: { role: 'arn:aws:iam::111122223333:role/any' },
      action: 'execute-api:Invoke',
      resource: `${stage}/${request}`,
    },
    { identity: policyDocument.Statement, resource: [] },
  )
}

describe('by the answer for one request', () => {
  it.each(ROUTES)('an operator may $request, whatever they asked first', ({ request }) => {
    expect(mayAsk('operator', request)).toBe(true)
  })

  it.each(ROUTES)('a reader may $request exactly if it is for readers', ({ request, role }) => {
    expect(mayAsk('reader', request)).toBe(role === 'reader')
  })

  it.each(ROUTES)('somebody without a role may not $request', ({ request }) => {
    expect(mayAsk(undefined, request)).toBe(false)
  })

  it.each(['reader', 'operator'] as const)('a %s may ask no other API, stage or method', (role) => {
    expect(mayAsk(role, 'GET/session', `${API}/other`)).toBe(false)
    expect(mayAsk(role, 'GET/session', API.replace('abcdefghij', 'other'))).toBe(false)
    expect(mayAsk(role, 'DELETE/session')).toBe(false)
  })
})

it('the answer tells the function behind who asks, in the words that API Gateway takes', () => {
  expect(answerFor('reader')).toMatchObject({ principalId: '1', context: { name: 'ada', role: 'reader' } })
  expect(answerFor().context).toEqual({ name: 'ada' })
})

it('the largest answer is within the 8 KB that API Gateway takes', () => {
  expect(JSON.stringify(answerFor('operator')).length).toBeLessThan(8_000)
})
