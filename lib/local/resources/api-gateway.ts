import { REGION } from '../assembly/pseudo-parameters.ts'
import { NotRunHere } from './not-run-here.ts'
import { generatedName, type Provision } from './resource-type.ts'

const MAX_NAME_LENGTH = 200

/** AWS::ApiGateway::RestApi */
export const provisionRestApi: Provision = (input, { restApis }) => {
  const id = generatedName(input, MAX_NAME_LENGTH).toLowerCase()
  const binaryMediaTypes = (input.properties['BinaryMediaTypes'] ?? []) as string[]
  restApis.addApi(id, binaryMediaTypes)
  return { physicalId: id, attributes: { RestApiId: id, RootResourceId: rootOf(id) } }
}

/** AWS::ApiGateway::Resource */
export const provisionApiResource: Provision = (input, { restApis }) => {
  const { RestApiId, ParentId, PathPart } = input.properties
  const id = generatedName(input, MAX_NAME_LENGTH)
  restApis.addResource(String(RestApiId), id, { parentId: String(ParentId), pathPart: String(PathPart) })
  return { physicalId: id, attributes: { ResourceId: id } }
}

/** Of an integration that answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTEGRATION_TIMEOUT_MILLISECONDS = 29_000

/** AWS::ApiGateway::Method with a Lambda proxy integration. */
export const provisionApiMethod: Provision = (input, { restApis, functions }) => {
  const { RestApiId, ResourceId, HttpMethod, Integration, RequestParameters } = input.properties
  const { RequestValidatorId } = input.properties
  const { Type, Uri, TimeoutInMillis } = (Integration ?? {}) as {
    Type?: string
    Uri?: string
    TimeoutInMillis?: number
  }
  if (Type !== 'AWS_PROXY') throw new NotRunHere(`only Lambda proxy integrations run at home, not ${Type}`)
  const functionArn = /\/functions\/(arn:[^/]+)\/invocations$/.exec(Uri ?? '')?.[1] ?? ''
  const target = [...functions.values()].find(({ arn }) => arn === functionArn)
  if (!target) throw new NotRunHere('its function does not run at home')
  restApis.addMethod(String(RestApiId), {
    resourceId: String(ResourceId),
    httpMethod: String(HttpMethod),
    function: target,
    requiredQuery:
      RequestValidatorId === undefined
        ? []
        : requiredQuery((RequestParameters ?? {}) as Record<string, boolean>),
    timeoutMilliseconds: TimeoutInMillis ?? INTEGRATION_TIMEOUT_MILLISECONDS,
  })
  return { physicalId: generatedName(input, MAX_NAME_LENGTH) }
}

/** Of paths and headers nothing is required here. */
function requiredQuery(parameters: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(parameters).flatMap(([key, isRequired]) => {
    const name = /^method\.request\.querystring\.(.+)$/.exec(key)?.[1]
    return name === undefined || !isRequired ? [] : [name]
  })
}

/** AWS::ApiGateway::RequestValidator: what it holds requests against is in the methods. */
export const provisionRequestValidator: Provision = (input) => ({
  physicalId: generatedName(input, MAX_NAME_LENGTH),
})

/** AWS::ApiGateway::Stage: what makes an API answer, under the stage's name. */
export const provisionApiStage: Provision = (input, { restApis }) => {
  const { RestApiId, StageName } = input.properties
  restApis.addStage(String(RestApiId), String(StageName))
  return { physicalId: String(StageName) }
}

/** AWS::ApiGateway::Deployment: here a stage always shows the methods as they are. */
export const provisionApiDeployment: Provision = (input) => ({
  physicalId: generatedName(input, MAX_NAME_LENGTH),
})

/** AWS::ApiGateway::GatewayResponse */
export const provisionGatewayResponse: Provision = (input, { restApis }) => {
  const { RestApiId, ResponseType, StatusCode, ResponseParameters, ResponseTemplates } = input.properties
  restApis.addGatewayResponse(String(RestApiId), String(ResponseType), {
    ...(StatusCode === undefined ? {} : { status: Number(StatusCode) }),
    headers: headersOf((ResponseParameters ?? {}) as Record<string, string>),
    template: ((ResponseTemplates ?? {}) as Record<string, string>)['application/json'],
  })
  return { physicalId: generatedName(input, MAX_NAME_LENGTH) }
}

/** Only constants, which API Gateway wants in single quotes. */
function headersOf(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const constants = Object.entries(parameters).flatMap(([key, value]) => {
    const name = /^gatewayresponse\.header\.(.+)$/i.exec(key)?.[1]
    const constant = /^'(.*)'$/.exec(value)?.[1]
    return name === undefined || constant === undefined ? [] : [[name.toLowerCase(), constant]]
  })
  return Object.fromEntries(constants)
}

export const rootOf = (apiId: string): string => `${apiId}-root`

/** Where AWS would serve an API: outputs are built of it, and the local address takes its place in them. */
export const apiOrigin = (apiId: string): string => `https://${apiId}.execute-api.${REGION}.amazonaws.com`
