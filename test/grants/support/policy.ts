type OneOrMany<T> = T | readonly T[]

/** A statement of an IAM policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  /** Of a policy that belongs to a resource. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMany<string>>>
  readonly Condition?: Conditions
}

type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean>>>>>

/** What AWS is asked: may this principal do this to that? */
export interface AccessRequest {
  readonly principal: Principal
  readonly action: string
  /** ARN. */
  readonly resource: string
  /** Condition keys, such as `aws:SourceArn`. What is not here, is not in the request. */
  readonly context?: Readonly<Record<string, OneOrMany<string>>>
}

export type Principal = { readonly service: string } | { readonly role: string }

interface Policies {
  /** Of the role that asks. */
  readonly identity: readonly Statement[]
  /** Of the resource that is asked for. */
  readonly resource: readonly Statement[]
}

/**
 * Whether AWS would allow it within one account. A Deny decides. A service needs its name in the resource's policy, a
 * role an Allow on either side; but a key and a role to assume are ruled by their own policy alone, unless that leaves it
 * to the account (its root).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function isAllowed(request: AccessRequest, { identity, resource }: Policies): boolean {
  const own = identity.filter((statement) => covers(statement, request))
  const theirs = resource.filter((statement) => covers(statement, request))
  const named = theirs.filter(({ Principal }) => names(Principal, request.principal))
  const byAccount = theirs.filter(({ Principal }) => namesAccountOf(Principal, request.principal))
  if ([...own, ...named, ...byAccount].some(({ Effect }) => Effect === 'Deny')) return false
  if (named.length > 0) return true
  if ('service' in request.principal || own.length === 0) return false
  return byAccount.length > 0 || !/^(kms|sts):/.test(request.action)
}

function covers({ Action, Resource, Condition = {}, ...rest }: Statement, request: AccessRequest): boolean {
  const unknown = Object.keys(rest).find((key) => !['Effect', 'Principal', 'Sid'].includes(key))
  if (unknown !== undefined) throw new Error(`${unknown} of a policy is not understood here.`)
  const { action, resource } = request
  const acts = [Action].flat().some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()))
  const here = Resource === undefined || [Resource].flat().some((pattern) => matches(pattern, resource))
  return acts && here && Object.entries(Condition).every(([test, keys]) => holds(test, keys, request))
}

function names(principal: Statement['Principal'], asking: Principal): boolean {
  if (principal === undefined) return false
  if (principal === '*') return true
  const { Service = [], AWS = [] } = principal
  if ('service' in asking) return [Service].flat().includes(asking.service)
  return [AWS].flat().some((each) => each === '*' || each === asking.role)
}

/** Names the account, which leaves it to the account's own policies. */
function namesAccountOf(principal: Statement['Principal'], asking: Principal): boolean {
  if (principal === undefined || principal === '*' || 'service' in asking) return false
  const root = `${asking.role.split(':').slice(0, 5).join(':')}:root`
  return [principal['AWS'] ?? []].flat().includes(root)
}

type Operator = (given: string, wanted: string) => boolean

/** An ARN's wildcards do not reach across its colons, of which the sixth part may have more. */
const arnMatches: Operator = (given, wanted) => {
  const [actual, pattern] = [arnParts(given), arnParts(wanted)]
  return actual.length === 6 && pattern.every((part, index) => matches(part, actual[index] ?? ''))
}

const arnParts = (arn: string): readonly string[] => {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringLike: (given, wanted) => matches(wanted, given),
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
}

function holds(
  test: string,
  keys: Readonly<Record<string, OneOrMany<string | boolean>>>,
  request: AccessRequest,
): boolean {
  const [, anyOf, name = '', ifExists] = /^(ForAnyValue:)?(\w+?)(IfExists)?$/.exec(test) ?? []
  const operator = OPERATORS[name]
  if (!operator) throw new Error(`The condition ${test} is not understood here.`)
  return Object.entries(keys).every(([key, wanted]) => {
    const given = request.context?.[key]
    if (given === undefined) return ifExists !== undefined
    if (Array.isArray(given) && anyOf === undefined)
      throw new Error(`${key} has many values: ${test} needs ForAnyValue.`)
    return [given].flat().some((value) => [wanted].flat().some((each) => operator(value, String(each))))
  })
}

/** `*` is any text and `?` any character; everything else is itself. */
function matches(pattern: string, text: string): boolean {
  if (pattern.includes('${')) throw new Error(`The variable in ${pattern} is not understood here.`)
  const source = pattern.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}
