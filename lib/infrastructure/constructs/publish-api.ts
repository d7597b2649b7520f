import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AuthorizationType,
  EndpointType,
  Integration,
  IntegrationType,
  LambdaIntegration,
  type RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { coreStackName } from '../../topology/resource-names.ts'
import { type HttpRoute, pathOfTopic, ROUTES } from '../../topology/routes.ts'
import { apiStage } from '../api-stage.ts'
import type { Deployment } from '../deployment.ts'
import { topicLimits } from '../topic-limits.ts'
import { acknowledgeApi, acknowledgeMethod } from './api-acknowledgements.ts'
import type { BundledFunction } from './bundled-function.ts'
import { PublishFirewall } from './publish-firewall.ts'
import { publishFunction, queryFunction } from './publish-functions.ts'
import { addPublishProblems } from './publish-problems.ts'

/**
 * The HTTP endpoint: a REST API, whose stage is named `v1`, so that paths are the same in the cloud and at home.
 * Which methods need a signed request the routes say. One function may publish and write keys, another may read the ledger.
 */
export class PublishApi extends Construct {
  readonly api: RestApi
  /** Where each published event has its line. */
  readonly publishLogs: ILogGroup
  private readonly functions: Readonly<Record<HttpRoute['answeredBy'], BundledFunction>>
  private readonly requestValidator: RequestValidator

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    this.api = createApi(this, deployment)
    addPublishProblems(this.api, deployment)
    this.functions = {
      publish: publishFunction(this, deployment),
      query: queryFunction(this, deployment),
    }
    this.publishLogs = this.functions.publish.logGroup
    this.requestValidator = this.api.addRequestValidator('Requests', {
      validateRequestBody: true,
      validateRequestParameters: true,
    })
    for (const route of Object.values<HttpRoute>(ROUTES)) {
      const { path, answeredBy } = route
      const options = { proxy: true, allowTestInvoke: false }
      this.addMethod(route, path, new LambdaIntegration(this.functions[answeredBy], options))
      if (!path.includes('{topic}')) continue
      // API Gateway throttles by resource, so a topic with a limit of its own has one of its own.
      for (const topic of Object.keys(deployment.config.topicThrottling))
        this.addMethod(route, pathOfTopic(path, topic), permittedAlready(this.functions[answeredBy]))
    }
    acknowledgeApi(this.api, deployment.config)
    if (deployment.config.firewall) new PublishFirewall(this, 'Firewall', this.api, deployment)
  }

  private addMethod(route: HttpRoute, path: string, integration: Integration): void {
    const { method, signed, requiredQuery = [] } = route
    const added = this.api.root.resourceForPath(path).addMethod(method, integration, {
      authorizationType: signed ? AuthorizationType.IAM : AuthorizationType.NONE,
      requestValidator: this.requestValidator,
      requestParameters: Object.fromEntries(
        requiredQuery.map((name) => [`method.request.querystring.${name}`, true]),
      ),
    })
    acknowledgeMethod(added, route)
  }
}

function createApi(scope: Construct, deployment: Deployment): RestApi {
  const { topology, config } = deployment
  const api = new RestApi(scope, 'Api', {
    restApiName: coreStackName(topology, config.stage),
    description: 'Publishes events and tells what became of them.',
    endpointTypes: [EndpointType.REGIONAL],
    // All bytes reach the function as they were sent.
    binaryMediaTypes: ['*/*'],
    deployOptions: apiStage(scope, config, {
      stageName: 'v1',
      throttling: config.throttling,
      caller: '$context.identity.userArn',
      methodOptions: topicLimits(deployment),
    }),
    // It is the account's, of every API in it, and stays when this stack goes.
    cloudWatchRole: config.accessLogs,
    ...(config.accessLogs && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
  })
  // The stack says it by a name that tools know.
  api.node.tryRemoveChild('Endpoint')
  return api
}

/** The permission for every topic is one for each. */
function permittedAlready({ functionArn, stack }: BundledFunction): Integration {
  const { partition, region } = stack
  return new Integration({
    type: IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  })
}
