import { describe, expect, it } from 'vitest'
import { type AccessRequest, isAllowed, type Statement } from './support/policy.ts'

const ROLE = 'arn:aws:iam::111122223333:role/consumer'
const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:orders'
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1'
const ROOT = { AWS: 'arn:aws:iam::111122223333:root' }

const SEND: AccessRequest = { principal: { role: ROLE }, action: 'sqs:SendMessage', resource: QUEUE }
const DECRYPT: AccessRequest = { principal: { role: ROLE }, action: 'kms:Decrypt', resource: KEY }
const allow = (rest: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
  ...rest,
})
const own = (...identity: Statement[]) => ({ identity, resource: [] })
const theirs = (...resource: Statement[]) => ({ identity: [], resource })

describe('a role', () => {
  it.each<[string, Partial<Statement>]>([
    ['its action and resource', {}],
    ['one of several', { Action: ['sqs:ReceiveMessage', 'sqs:SendMessage'], Resource: ['*x', QUEUE] }],
    ['an action in another case', { Action: 'SQS:sendmessage' }],
    ['a wildcard', { Action: 'sqs:Send*', Resource: 'arn:aws:sqs:*:111122223333:orde?s' }],
  ])('may what a statement allows by %s', (_name, statement) => {
    expect(isAllowed(SEND, own(allow(statement)))).toBe(true)
  })

  it.each<[string, Partial<Statement>]>([
    ['another action', { Action: 'sqs:SendMessageBatch' }],
    ['another resource', { Resource: `${QUEUE}-dead` }],
    ['a part of its resource', { Resource: QUEUE.slice(0, -1) }],
    ['its resource in another case', { Resource: QUEUE.toUpperCase() }],
    ['a dot for any character', { Resource: QUEUE.replace('o', '.') }],
    [
      'a condition on what the request does not say',
      { Condition: { Bool: { 'aws:SecureTransport': true } } },
    ],
  ])('may not what a statement allows of %s', (_name, statement) => {
    expect(isAllowed(SEND, own(allow(statement)))).toBe(false)
  })

  it('may nothing without a statement', () => {
    expect(isAllowed(SEND, own())).toBe(false)
  })

  it('may what the resource allows to it by name, or to everybody', () => {
    expect(isAllowed(SEND, theirs(allow({ Principal: { AWS: ROLE } })))).toBe(true)
    expect(isAllowed(SEND, theirs(allow({ Principal: '*' })))).toBe(true)
    expect(isAllowed(SEND, theirs(allow({ Principal: { AWS: `${ROLE}-of-another` } })))).toBe(false)
  })

  it('needs a statement of its own where the resource leaves it to the account', () => {
    const left = allow({ Principal: ROOT })
    expect(isAllowed(SEND, theirs(left))).toBe(false)
    expect(isAllowed(SEND, { identity: [allow()], resource: [left] })).toBe(true)
  })

  it.each([
    [own(allow(), allow({ Effect: 'Deny', Action: '*' }))],
    [{ identity: [allow()], resource: [allow({ Effect: 'Deny', Principal: '*' })] }],
    [{ identity: [allow()], resource: [allow({ Effect: 'Deny', Principal: ROOT })] }],
    [theirs(allow({ Principal: { AWS: ROLE } }), allow({ Effect: 'Deny', Principal: { AWS: '*' } }))],
  ])('may not what either side denies: %j', (policies) => {
    expect(isAllowed(SEND, policies)).toBe(false)
  })

  it('may use a key only as far as its policy goes, or leaves it to the account', () => {
    const statement = allow({ Action: 'kms:Decrypt', Resource: '*' })
    expect(isAllowed(DECRYPT, own(statement))).toBe(false)
    expect(isAllowed(DECRYPT, { identity: [statement], resource: [{ ...statement, Principal: ROOT }] })).toBe(
      true,
    )
    expect(isAllowed(DECRYPT, theirs({ ...statement, Principal: ROOT }))).toBe(false)
    expect(isAllowed(DECRYPT, theirs({ ...statement, Principal: { AWS: ROLE } }))).toBe(true)
  })
})

describe('a service', () => {
  const BY_SNS: AccessRequest = {
    ...SEND,
    principal: { service: 'sns.amazonaws.com' },
    context: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:orders' },
  }

  it('needs its name in the policy of the resource', () => {
    expect(isAllowed(BY_SNS, theirs(allow({ Principal: { Service: 'sns.amazonaws.com' } })))).toBe(true)
    expect(isAllowed(BY_SNS, theirs(allow({ Principal: { Service: 'events.amazonaws.com' } })))).toBe(false)
    expect(isAllowed(BY_SNS, theirs(allow({ Principal: ROOT })))).toBe(false)
    expect(isAllowed(BY_SNS, own(allow()))).toBe(false)
  })

  it.each<[Statement['Condition'], boolean]>([
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:orders' } }, true],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:stock' } }, false],
    [{ ArnLike: { 'aws:SourceArn': ['arn:aws:sns:*:*:stock', 'arn:aws:sns:*:111122223333:or*'] } }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:*:orders' } }, false],
    [{ StringLike: { 'aws:SourceArn': 'arn:aws:*:orders' } }, true],
    [{ StringEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:orders' } }, false],
    [{ StringEquals: { 'aws:SourceAccount': '111122223333' } }, false],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '444455556666' } }, true],
  ])('under the condition %j: %j', (Condition, allowed) => {
    const statement = allow({ Principal: { Service: 'sns.amazonaws.com' }, ...(Condition && { Condition }) })
    expect(isAllowed(BY_SNS, theirs(statement))).toBe(allowed)
  })
})

describe('a condition on a key of many values', () => {
  const request = { ...SEND, context: { 'kms:ResourceAliases': ['alias/a', 'alias/b'] } }
  const wanting = (test: string, alias: string) =>
    own(allow({ Condition: { [test]: { 'kms:ResourceAliases': alias } } }))

  it('holds when any of them does, and must say so', () => {
    expect(isAllowed(request, wanting('ForAnyValue:StringEquals', 'alias/b'))).toBe(true)
    expect(isAllowed(request, wanting('ForAnyValue:StringEquals', 'alias/c'))).toBe(false)
    expect(() => isAllowed(request, wanting('StringEquals', 'alias/b'))).toThrow('needs ForAnyValue')
  })
})

describe('what is not understood here', () => {
  it.each<[Partial<Statement> & Record<string, unknown>, string]>([
    [{ NotAction: 'sqs:*' }, 'NotAction'],
    [{ Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' } } }, 'DateGreaterThan'],
    [{ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } } }, 'ForAllValues:StringEquals'],
    [{ Resource: 'arn:aws:s3:::${aws:username}' }, 'variable'],
  ])('is said, not passed over: %j', (statement, words) => {
    expect(() => isAllowed(SEND, own(allow(statement)))).toThrow(words)
  })
})
