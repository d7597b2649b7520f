import { cpSync, existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AssetHashType, type CfnResource, DockerImage, Duration, Stack, Validations } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { ledgerName } from '../../topology/resource-names.ts'
import { claimBucket, TOPIC_ARN_BASE } from '../arns.ts'
import { ConfigurationError } from '../configuration-error.ts'
import type { Deployment } from '../deployment.ts'
import type { FunctionBundler } from '../function-bundler.ts'

interface BundledFunctionProps {
  /** Of the module, from the project's folder. */
  readonly entry: string
  readonly description: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly environment?: Readonly<Record<string, string>>
  /** A folder of the project that goes with the code, under its own name. */
  readonly files?: string
}

/**
 * A Lambda function of one TypeScript module, bundled without Docker, with a log group of its own: its role may write
 * there and nowhere else, unlike AWSLambdaBasicExecutionRole, which may write to every log of the account.
 */
export class BundledFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, deployment: Deployment, props: BundledFunctionProps) {
    const { topology, config, bundler } = deployment
    const { logRetention, removalPolicy } = config
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: logRetention, removalPolicy })
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      description: props.description,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      environment: {
        [VARIABLES.stage]: config.stage,
        [VARIABLES.ledgerTable]: ledgerName(topology, config.stage),
        [VARIABLES.claimBucket]: claimBucket(deployment),
        [VARIABLES.topicArnBase]: TOPIC_ARN_BASE,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
      code: bundle(scope, bundler, props),
    })
    const resource = this.node.defaultChild as CfnResource
    resource.addMetadata('omnibus:bundle', bundler.options(props.entry))
    Validations.of(this).acknowledge(
      {
        id: 'Serverless-LambdaDLQ',
        reason:
          'Nobody invokes it and goes away: API Gateway and CloudFormation wait for its answer, what a consumer could not handle is in the dead-letter queue of its subscription, and a canary that did not fly is an alarm.',
      },
      {
        id: 'Serverless-LambdaTracing',
        reason:
          'Events carry their own trace (traceparent) through queues, dead letters and redrives, which the header of X-Ray does not survive; its permission would be one on *.',
      },
    )
  }
}

function bundle(scope: Construct, bundler: FunctionBundler, { entry, files }: BundledFunctionProps): Code {
  // Before the CDK asks for it, which would bury what is wrong under a message and a stack of its own.
  if (Stack.of(scope).bundlingRequired) bundler.build(entry)
  return Code.fromAsset(bundler.root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler always answers.
      image: DockerImage.fromRegistry('unused'),
      // Tells the bundles of one folder apart.
      command: [entry],
      local: {
        tryBundle(directory) {
          bundler.write(entry, directory)
          if (files !== undefined) copyFiles(join(bundler.root, files), join(directory, basename(files)))
          return true
        },
      },
    },
  })
}

function copyFiles(from: string, to: string): void {
  if (!existsSync(from)) {
    throw new ConfigurationError(`There is no ${from}. The CDK app builds it; so does npm run console:build.`)
  }
  cpSync(from, to, { recursive: true })
}
