import { CustomResource, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { ConsoleConfig } from '../../topology/sign-in.ts'
import { acknowledgeForRole } from '../acknowledgements.ts'
import type { Deployment } from '../deployment.ts'
import { INSTALL_CONSOLE_ENTRY } from '../function-entries.ts'
import { BundledFunction } from './bundled-function.ts'

/** Where the web console is built, from the project's folder. */
const CONSOLE_FILES = 'console/dist'

/**
 * Brings the built console into its bucket, and `config.json`, which only the deployment knows. The files go with the
 * code of a function that may do nothing but put them there; the CDK's own way takes a function in another language that
 * may read every asset of the account.
 */
export class ConsoleFiles extends Construct {
  constructor(scope: Construct, id: string, deployment: Deployment, bucket: Bucket, config: ConsoleConfig) {
    super(scope, id)
    const target = new BundledFunction(this, 'Function', deployment, {
      entry: INSTALL_CONSOLE_ENTRY,
      description: 'Brings the files of the web console into their bucket.',
      timeoutSeconds: 120,
      memoryMegabytes: 512,
      files: CONSOLE_FILES,
    })
    target.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
    )
    const logicalId = Stack.of(this).resolve((bucket.node.defaultChild as CfnBucket).logicalId)
    acknowledgeForRole(target, {
      id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/*]`,
      reason: 'The names of the files hold a digest of what is in them, so they differ with every version.',
    })
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ConsoleFiles',
      serviceToken: target.functionArn,
      properties: {
        BucketName: bucket.bucketName,
        Config: Stack.of(this).toJsonString(config),
        // Another version of the files or the code is a reason to bring them again.
        Version: codeOf(target),
      },
    })
    resource.node.addDependency(target, bucket)
  }
}

function codeOf(target: BundledFunction): string {
  const { code } = target.node.defaultChild as CfnFunction
  return (code as CfnFunction.CodeProperty).s3Key ?? ''
}
