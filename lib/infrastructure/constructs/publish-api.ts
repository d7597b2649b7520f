import { AuthorizationType, EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { coreStackName } from '../../topology/resource-names.ts'
import { type HttpRoute, ROUTES } from '../../topology/routes.ts'
import { claimArn, ledgerArn, topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { PUBLISH_ENTRY, QUERY_ENTRY } from '../function-entries.ts'
import { BundledFunction } from './bundled-function.ts'
import { encryptionKey } from './encryption-key.ts'
import { addGatewayProblems } from './gateway-problems.ts'

/**
 * The HTTP endpoint: a REST API, whose stage is named `v1`, so that paths are the same in the cloud and at home.
 * Which methods need a signed request the routes say. One function may publish and write keys, another may read the ledger.
 */
export class PublishApi extends Construct {
  readonly api: RestApi

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    this.api = createApi(this, deployment)
    addGatewayProblems(this.api, deployment)
    const functions = {
      publish: integration(publishFunction(this, deployment)),
      query: integration(queryFunction(this, deployment)),
    }
    for (const { method, path, answeredBy, signed } of Object.values<HttpRoute>(ROUTES)) {
      this.api.root.resourceForPath(path).addMethod(method, functions[answeredBy], {
        authorizationType: signed ? AuthorizationType.IAM : AuthorizationType.NONE,
      })
    }
  }
}

function createApi(scope: Construct, { topology, config }: Deployment): RestApi {
  const api = new RestApi(scope, 'Api', {
    restApiName: coreStackName(topology, config.stage),
    description: 'Publishes events and tells what became of them.',
    endpointTypes: [EndpointType.REGIONAL],
    // All bytes reach the function as they were sent.
    binaryMediaTypes: ['*/*'],
    // It would be the account's, not this stack's, and nothing here logs through it.
    cloudWatchRole: false,
    deployOptions: {
      stageName: 'v1',
      throttlingRateLimit: config.throttling.requestsPerSecond,
      throttlingBurstLimit: config.throttling.burst,
    },
  })
  // The stack says it by a name that tools know.
  api.node.tryRemoveChild('Endpoint')
  return api
}

const integration = (target: BundledFunction): LambdaIntegration =>
  new LambdaIntegration(target, { proxy: true, allowTestInvoke: false })

function publishFunction(scope: Construct, deployment: Deployment): BundledFunction {
  const target = new BundledFunction(scope, 'Publish', deployment, {
    entry: PUBLISH_ENTRY,
    description: 'Takes events from producers and publishes them.',
    timeoutSeconds: 29,
    memoryMegabytes: 512,
  })
  encryptionKey(scope, deployment)?.grant(target, 'kms:Decrypt', 'kms:GenerateDataKey')
  const topics = Object.keys(deployment.topology.topics).map((topic) => topicArn(deployment, topic))
  target.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: topics }))
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [ledgerArn(deployment)] }),
  )
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [claimArn(deployment)] }),
  )
  return target
}

function queryFunction(scope: Construct, deployment: Deployment): BundledFunction {
  const target = new BundledFunction(scope, 'Query', deployment, {
    entry: QUERY_ENTRY,
    description: 'Tells which topics there are, who may call, and what became of an event.',
    timeoutSeconds: 10,
    memoryMegabytes: 256,
    environment: {
      [VARIABLES.requestsPerSecond]: String(deployment.config.throttling.requestsPerSecond),
    },
  })
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [ledgerArn(deployment)] }),
  )
  return target
}
