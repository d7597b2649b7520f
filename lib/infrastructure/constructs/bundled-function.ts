import { AssetHashType, type CfnResource, DockerImage, Duration } from 'aws-cdk-lib'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type BuildOptions, buildSync } from 'esbuild'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { ledgerName } from '../../topology/resource-names.ts'
import { TOPIC_ARN_BASE } from '../arns.ts'
import { bundleOptions } from '../bundle.ts'
import type { Deployment } from '../deployment.ts'

interface BundledFunctionProps {
  /** Of the module, from the project's folder. */
  readonly entry: string
  readonly description: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly environment?: Readonly<Record<string, string>>
}

/** A Lambda function of one TypeScript module, bundled without Docker, with a log group of its own. */
export class BundledFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, deployment: Deployment, props: BundledFunctionProps) {
    const { topology, topologyPath, config, root } = deployment
    const options = bundleOptions(props.entry, topologyPath)
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      description: props.description,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMegabytes,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: config.logRetention,
        removalPolicy: config.removalPolicy,
      }),
      environment: {
        [VARIABLES.stage]: config.stage,
        [VARIABLES.ledgerTable]: ledgerName(topology, config.stage),
        [VARIABLES.topicArnBase]: TOPIC_ARN_BASE,
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
      code: bundle(root, props.entry, options),
    })
    const resource = this.node.defaultChild as CfnResource
    resource.addMetadata('omnibus:bundle', options)
  }
}

function bundle(root: string, entry: string, options: BuildOptions): Code {
  return Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler always answers.
      image: DockerImage.fromRegistry('unused'),
      // Tells the bundles of one folder apart.
      command: [entry],
      local: {
        tryBundle(outdir) {
          buildSync({ ...options, absWorkingDir: root, outdir })
          return true
        },
      },
    },
  })
}
