import { resolveValue, type Scope } from '../../../lib/local/assembly/intrinsics.ts'
import { pseudoParameters } from '../../../lib/local/assembly/pseudo-parameters.ts'
import type { Synthesized } from '../../infrastructure/support/synthesized.ts'
import type { Statement } from './policy.ts'

const REGION = 'eu-central-1'
export const ACCOUNT = '111122223333'

/** A resource of a template, with every reference in it resolved as CloudFormation would. */
export interface DeployedResource {
  /** The same in every stage: the place of its stack and its logical id. */
  readonly id: string
  readonly type: string
  readonly arn: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** One Allow of one action on one resource, or a Deny, in the policy of a role or of a resource. */
export interface Grant {
  readonly owner: DeployedResource
  /** The owner is a role, and this is what it may. Else this is what others may do with the owner. */
  readonly identity: boolean
  readonly statement: Statement
}

/** What the templates of a topology make, as far as permissions go. */
export interface Deployed {
  readonly resources: readonly DeployedResource[]
  readonly grants: readonly Grant[]
  ofType(type: string): readonly DeployedResource[]
  /** By id, ARN, or what `Ref` gives. */
  find(name: unknown): DeployedResource
  has(name: unknown): boolean
}

type Names = (name: string) => { readonly arn: string; readonly ref: string }

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`
const named =
  (service: string, kind = ''): Names =>
  (name) => ({ arn: arn(service, kind + name), ref: name })

/** What `Ref` and `Arn` of a type are like. @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
const NAMES: Readonly<Record<string, Names>> = {
  'AWS::SQS::Queue': (name) => ({ arn: arn('sqs', name), ref: `https://sqs/${ACCOUNT}/${name}` }),
  'AWS::SNS::Topic': (name) => ({ arn: arn('sns', name), ref: arn('sns', name) }),
  'AWS::S3::Bucket': (name) => ({ arn: `arn:aws:s3:::${name}`, ref: name }),
  'AWS::IAM::Role': (name) => ({ arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, ref: name }),
  'AWS::Logs::LogGroup': (name) => ({ arn: arn('logs', `log-group:${name}:*`), ref: name }),
  'AWS::DynamoDB::Table': named('dynamodb', 'table/'),
  'AWS::Lambda::Function': named('lambda', 'function:'),
  'AWS::Events::Rule': named('events', 'rule/'),
  'AWS::KMS::Key': named('kms', 'key/'),
  'AWS::KMS::Alias': named('kms'),
  'AWS::CloudFront::Distribution': (name) => ({
    arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}`,
    ref: name,
  }),
}

/** The part of a type that its name's property begins with. */
const NAMED = ['Queue', 'Topic', 'Bucket', 'Table', 'Function', 'Alias', 'LogGroup', 'Role', 'Stage']

export function deployed(stacks: readonly Synthesized[]): Deployed {
  const byName = new Map<unknown, DeployedResource>()
  const resources = stacks.flatMap((stack, index) => {
    const scope = scopeOf(stack)
    return stack.resources.map((resource): DeployedResource => {
      const { Type: type, Properties = {} } = resource
      const properties = resolveValue(Properties, scope, resource.id) as Record<string, unknown>
      const names = namesOf(stack, resource.id, scope)
      const described = { id: `${index}/${resource.id}`, type, arn: names.arn, properties }
      for (const name of [described.id, names.arn, names.ref]) byName.set(name, described)
      return described
    })
  })
  const ofType = (type: string) => resources.filter((each) => each.type === type)
  const find = (name: unknown): DeployedResource => {
    const found = byName.get(name)
    if (!found) throw new Error(`${JSON.stringify(name)} is nothing that the templates make.`)
    return found
  }
  const has = (name: unknown): boolean => byName.has(name)
  return { resources, ofType, find, has, grants: grantsOf({ ofType, find }) }
}

function namesOf(stack: Synthesized, logicalId: string, scope: Scope): { arn: string; ref: string } {
  const resource = stack.target({ Ref: logicalId })
  const { Type, Properties = {} } = resource
  const kind = NAMED.find((each) => Type.endsWith(`::${each}`))
  const given = kind && resolveValue(Properties[`${kind}Name`], scope, logicalId)
  return (NAMES[Type] ?? named('cloudformation'))(String(given ?? `${stack.name}-${logicalId}`))
}

function scopeOf(stack: Synthesized): Scope {
  const pseudo: Readonly<Record<string, unknown>> = {
    ...pseudoParameters(stack.name),
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
  }
  const isHere = (id: string) => stack.resources.some((resource) => resource.id === id)
  const scope: Scope = {
    ref: (id) => (isHere(id) ? namesOf(stack, id, scope).ref : pseudo[id]),
    getAtt: (id, attribute) => {
      const { arn, ref } = namesOf(stack, id, scope)
      return /Arn$/.test(attribute)
        ? arn
        : attribute.endsWith('Name')
          ? ref.split(/[/:]/).at(-1)
          : `${id}.${attribute}`
    },
    importValue: (name) => {
      throw new Error(`${stack.name} imports ${name}: stacks of a bus do not.`)
    },
    mapping: () => undefined,
    condition: () => true,
  }
  return scope
}

function grantsOf({ ofType, find }: Pick<Deployed, 'ofType' | 'find'>): Grant[] {
  const of = (owner: DeployedResource, document: unknown, identity = false): Grant[] =>
    (document as { Statement: Statement[] }).Statement.flatMap(single).map((statement) => ({
      owner,
      identity,
      statement,
    }))
  const policiesOf = (type: string, owners: string) =>
    ofType(type).flatMap(({ properties }) =>
      [properties[owners]]
        .flat()
        .flatMap((owner) => of(find(owner), properties['PolicyDocument'], owners === 'Roles')),
    )
  return [
    ...policiesOf('AWS::IAM::Policy', 'Roles'),
    // What does not fit into a role's own policy.
    ...policiesOf('AWS::IAM::ManagedPolicy', 'Roles'),
    ...policiesOf('AWS::SQS::QueuePolicy', 'Queues'),
    ...policiesOf('AWS::SNS::TopicPolicy', 'Topics'),
    ...policiesOf('AWS::S3::BucketPolicy', 'Bucket'),
    ...ofType('AWS::KMS::Key').flatMap((key) => of(key, key.properties['KeyPolicy'])),
    ...ofType('AWS::IAM::Role').flatMap((role) => {
      const { AssumeRolePolicyDocument, Policies = [], ManagedPolicyArns = [] } = role.properties
      if ([Policies].flat().length > 0)
        throw new Error(`${role.id}: write its permissions as one AWS::IAM::Policy, where they are checked.`)
      const managed = [ManagedPolicyArns].flat().map((arn) => managedPolicy(String(arn)))
      return [AssumeRolePolicyDocument, ...managed].flatMap((document, index) =>
        of(role, document, index > 0),
      )
    }),
    ...ofType('AWS::Lambda::Permission').flatMap(({ properties }) => {
      const owner = find(properties['FunctionName'])
      return of(owner, { Statement: [permission(owner, properties)] })
    }),
  ]
}

/** AWS's own policies that are attached to roles, word for word: of what they allow nothing can be taken away. */
const MANAGED_POLICIES: Readonly<Record<string, Statement>> = {
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': {
    Effect: 'Allow',
    Action: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'logs:GetLogEvents',
      'logs:FilterLogEvents',
    ],
    Resource: '*',
  },
}

function managedPolicy(arn: string): { Statement: Statement[] } {
  const statement = MANAGED_POLICIES[arn.split(':policy/')[1] ?? '']
  if (!statement) throw new Error(`${arn} gives more than this bus needs: write what it needs instead.`)
  return { Statement: [statement] }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
function permission(owner: DeployedResource, properties: Readonly<Record<string, unknown>>): Statement {
  const { Action, Principal, SourceArn, SourceAccount, ...rest } = properties
  if (Object.keys(rest).some((key) => key !== 'FunctionName'))
    throw new Error(`A permission with ${Object.keys(rest)} is not understood here.`)
  return {
    Effect: 'Allow',
    Action: String(Action),
    Resource: owner.arn,
    Principal: { Service: String(Principal) },
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': String(SourceArn) } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': String(SourceAccount) } }),
    },
  }
}

/** One for each action, resource and principal of an Allow, so that each can be taken away alone. */
function single(statement: Statement): Statement[] {
  if (statement.Effect === 'Deny') return [statement]
  const { Action, Resource, Principal } = statement
  const principals =
    Principal === undefined || Principal === '*'
      ? [Principal]
      : Object.entries(Principal).flatMap(([kind, names]) => [names].flat().map((name) => ({ [kind]: name })))
  return [Action].flat().flatMap((action) =>
    [Resource].flat().flatMap((resource) =>
      principals.map(
        (principal): Statement => ({
          ...statement,
          Action: action,
          ...(resource !== undefined && { Resource: resource }),
          ...(principal !== undefined && { Principal: principal }),
        }),
      ),
    ),
  )
}
