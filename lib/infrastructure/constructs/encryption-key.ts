import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { keyAlias } from '../../topology/resource-names.ts'
import { acknowledgeForRole } from '../acknowledgements.ts'
import { TOPIC_ARN_BASE } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import type { BundledFunction } from './bundled-function.ts'

/**
 * The key of the bus, which encrypts messages, dead letters and the data of large events. Its policy names the topics by
 * their beginning: by reference, key and topics would wait for each other. Without it SNS would drop what it cannot
 * encrypt for a queue, and not even try again.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
 */
export class EncryptionKey extends Construct {
  readonly key: Key

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    const { topology, config } = deployment
    this.key = new Key(this, 'Key', {
      alias: keyAlias(topology, config.stage),
      description: `Messages of ${topology.name} (${config.stage})`,
      enableKeyRotation: true,
      removalPolicy: config.removalPolicy,
    })
    // Queues that outlive the stack know their key by it.
    ;(this.key.node.findChild('Alias') as Alias).applyRemovalPolicy(config.removalPolicy)
    this.key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // A key's own policy can only mean that key.
        resources: ['*'],
        conditions: {
          ArnLike: { 'aws:SourceArn': `${TOPIC_ARN_BASE}${topology.name}-${config.stage}-*` },
        },
      }),
    )
  }
}

/**
 * The key of the bus as the other stacks know it, by its alias; undefined where AWS's own keys do. A grant on it is held
 * to the alias, since the id of the key is only known once it is there.
 */
export function encryptionKey(scope: Construct, { topology, config }: Deployment): IKey | undefined {
  if (config.encryption === 'aws-owned-keys') return undefined
  return Alias.fromAliasName(scope, 'EncryptionKey', keyAlias(topology, config.stage))
}

/** Lets a function read what the key encrypted, and encrypt what it sends. */
export function grantKey(key: IKey | undefined, target: BundledFunction): void {
  if (!key) return
  key.grant(target, 'kms:Decrypt', 'kms:GenerateDataKey')
  acknowledgeForRole(target, {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]',
    reason: 'It is held to the one key that has the alias of the bus, by the condition kms:ResourceAliases.',
  })
}
