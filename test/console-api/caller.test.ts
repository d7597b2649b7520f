import { describe, expect, it } from 'vitest'
import { callerOf } from '../../lib/console-api/caller.ts'

const rules = {
  issuer: 'https://issuer.example.com',
  clientId: 'console',
  rolesClaim: 'cognito:groups',
  operatorRole: 'operators',
  readerRole: 'readers',
}
const roleFor = (roles: unknown) => callerOf({ sub: '1', 'cognito:groups': roles }, rules).role

describe('the role of a caller', () => {
  it.each([
    ['operators', 'operator'],
    [['operators'], 'operator'],
    [['readers', 'operators'], 'operator'],
    [['others', 'readers'], 'reader'],
    ['readers', 'reader'],
    [[], undefined],
    [undefined, undefined],
    [null, undefined],
    [['Operators', 'operators '], undefined],
    ['readers operators', undefined],
    [[['operators']], undefined],
    [{ operators: true }, undefined],
  ])('by the claim %j is %s', (roles, role) => {
    expect(roleFor(roles)).toBe(role)
  })

  it('comes from the claim that the stage names, and no other', () => {
    const claims = { sub: '1', 'cognito:groups': ['operators'], roles: ['readers'] }
    expect(callerOf(claims, { ...rules, rolesClaim: 'roles' }).role).toBe('reader')
  })
})

describe('the name of a caller', () => {
  it.each([
    [{ email: 'ada@example.com', name: 'Ada' }, 'ada@example.com'],
    [{ preferred_username: 'ada', name: 'Ada' }, 'ada'],
    [{ 'cognito:username': 'ada' }, 'ada'],
    [{ email: '', name: 7 }, '1'],
    [{}, '1'],
  ])('by %j is %s', (claims, name) => {
    expect(callerOf({ sub: '1', ...claims }, rules)).toEqual({ principal: `${name} (1)`, name })
  })

  it('is short, and hides nothing', () => {
    expect(callerOf({ sub: '1', email: `\u202Eadmin${'x'.repeat(200)}` }, rules).name).toMatch(
      /^\\u202eadminx{93}…$/,
    )
  })
})

describe('the principal', () => {
  it('is never the one at home, whatever an issuer calls somebody', () => {
    expect(callerOf({ sub: 'local', name: 'local' }, rules).principal).toBe('local (local)')
  })

  it('tells apart those who call themselves the same', () => {
    const [one, other] = ['1', '2'].map((sub) => callerOf({ sub, email: 'ada@example.com' }, rules).principal)
    expect([one, other]).toEqual(['ada@example.com (1)', 'ada@example.com (2)'])
  })
})
