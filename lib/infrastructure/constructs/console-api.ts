import { Validations } from 'aws-cdk-lib'
import {
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  type Method,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway'
import { Construct } from 'constructs'
import { CONSOLE_ROUTES, CONSOLE_STAGE, type ConsoleRoute } from '../../topology/console-routes.ts'
import { consoleStackName } from '../../topology/resource-names.ts'
import { apiStage } from '../api-stage.ts'
import type { Deployment } from '../deployment.ts'
import { acknowledgeStage } from './api-acknowledgements.ts'
import type { BundledFunction } from './bundled-function.ts'
import { addConsoleProblems } from './console-problems.ts'

/** A few people, whose pages ask every few seconds. */
const THROTTLING = { requestsPerSecond: 50, burst: 200 }

/**
 * The API of the console: a REST API, whose stage is named `console`, so that paths are the same in the cloud and at home.
 * Nothing of it is open. Its access log is written by the role that the core set for the account.
 */
export class ConsoleApi extends Construct {
  readonly api: RestApi

  constructor(scope: Construct, id: string, { topology, config }: Deployment) {
    super(scope, id)
    this.api = new RestApi(this, 'Api', {
      restApiName: consoleStackName(topology, config.stage),
      description: 'What the operator’s desk shows and does.',
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: apiStage(this, config, {
        stageName: CONSOLE_STAGE,
        throttling: THROTTLING,
        caller: '$context.authorizer.principalId',
      }),
      cloudWatchRole: false,
    })
    // The stack has an output of its own.
    this.api.node.tryRemoveChild('Endpoint')
    addConsoleProblems(this.api)
    acknowledgeStage(this.api, config, 'Whoever calls must be signed in, and the stage is throttled.')
  }

  /** Every route, answered by one function for whoever the authorizer lets through. */
  serve(target: BundledFunction, authorizer: IAuthorizer): void {
    const integration = new LambdaIntegration(target, {
      proxy: true,
      // One permission for all of them: those of long paths are within those of short ones.
      scopePermissionToMethod: false,
    })
    const requestValidator = this.api.addRequestValidator('Requests', {
      validateRequestBody: true,
      validateRequestParameters: true,
    })
    for (const { method, path, requiredQuery = [] } of Object.values<ConsoleRoute>(CONSOLE_ROUTES)) {
      const added = this.api.root.resourceForPath(path).addMethod(method, integration, {
        authorizationType: AuthorizationType.CUSTOM,
        authorizer,
        requestValidator,
        requestParameters: Object.fromEntries(
          requiredQuery.map((name) => [`method.request.querystring.${name}`, true]),
        ),
      })
      acknowledgeMethod(added)
    }
  }
}

function acknowledgeMethod(added: Method): void {
  Validations.of(added).acknowledge({
    id: 'AwsSolutions-COG4',
    reason: 'A Lambda authorizer verifies tokens of any issuer, Cognito among them, and knows roles.',
  })
}
