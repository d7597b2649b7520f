import type { Deployed, DeployedResource } from './deployed.ts'
import type { Requirement } from './requirement.ts'

/** How a type names its key, and what use of the key its actions make in the caller's name. */
interface Encryption {
  readonly service: string
  readonly page: string
  readonly keyOf: (properties: DeployedResource['properties']) => unknown
  readonly uses: Readonly<Record<string, readonly string[]>>
}

const WRITE = ['kms:GenerateDataKey', 'kms:Decrypt']
const READ = ['kms:Decrypt']
const byProperty: Encryption['keyOf'] = ({ KmsMasterKeyId }) => KmsMasterKeyId

const ENCRYPTIONS: Readonly<Record<string, Encryption>> = {
  'AWS::SQS::Queue': {
    service: 'sqs',
    page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
    keyOf: byProperty,
    uses: { 'sqs:SendMessage': WRITE, 'sqs:ReceiveMessage': READ },
  },
  'AWS::SNS::Topic': {
    service: 'sns',
    page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    keyOf: byProperty,
    uses: { 'sns:Publish': WRITE },
  },
  'AWS::S3::Bucket': {
    service: 's3',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
    keyOf: ({ BucketEncryption }) => bucketKey(BucketEncryption),
    uses: { 's3:PutObject': ['kms:GenerateDataKey'], 's3:GetObject': READ },
  },
}

/** The same requirements, and for each that touches what a key encrypts, the use of that key. */
export function withKeys(deployment: Deployed, requirements: readonly Requirement[]): Requirement[] {
  return requirements.flatMap((requirement) => [requirement, ...keyUses(deployment, requirement)])
}

function keyUses(deployment: Deployed, { principal, action, resource, context }: Requirement): Requirement[] {
  const touched = deployment.resources.find(({ arn }) => resource === arn || resource.startsWith(`${arn}/`))
  const encryption = ENCRYPTIONS[touched?.type ?? '']
  const name = encryption?.keyOf(touched?.properties ?? {})
  if (!encryption || name === undefined) return []
  const key = keyNamed(deployment, name)
  const [, , , region] = key.arn.split(':')
  const aliases = deployment
    .ofType('AWS::KMS::Alias')
    .filter(({ properties }) => deployment.find(properties['TargetKeyId']) === key)
  const keyContext = {
    ...context,
    'kms:ViaService': `${encryption.service}.${region}.amazonaws.com`,
    'kms:ResourceAliases': aliases.map(({ properties }) => String(properties['AliasName'])),
  }
  return (encryption.uses[action] ?? []).map((use) => ({
    principal,
    action: use,
    resource: key.arn,
    context: keyContext,
    because: encryption.page,
  }))
}

/** By its id, its ARN or its alias. */
function keyNamed({ find }: Deployed, name: unknown): DeployedResource {
  const found = find(name)
  return found.type === 'AWS::KMS::Alias' ? find(found.properties['TargetKeyId']) : found
}

function bucketKey(encryption: unknown): unknown {
  const { ServerSideEncryptionConfiguration: rules = [] } = (encryption ?? {}) as {
    ServerSideEncryptionConfiguration?: { ServerSideEncryptionByDefault?: { KMSMasterKeyID?: unknown } }[]
  }
  return rules.find((rule) => rule.ServerSideEncryptionByDefault?.KMSMasterKeyID)
    ?.ServerSideEncryptionByDefault?.KMSMasterKeyID
}
