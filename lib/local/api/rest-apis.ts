import type { LambdaFunction } from '../lambda/lambda-function.ts'
import { apiOrigin, rootOf } from '../resources/api-gateway.ts'
import { byPrecision, matchSegments } from './match-path.ts'

/** An answer that API Gateway gives by itself. */
export interface GatewayResponse {
  /** Left out where the status is API Gateway's own. */
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
  readonly template: string | undefined
}

/** The method that answers a request. */
export interface MatchedRoute {
  readonly apiId: string
  readonly stage: string
  /** As the template spells it, such as `/topics/{topic}/events`. */
  readonly resource: string
  readonly pathParameters: Readonly<Record<string, string>>
  readonly function: LambdaFunction
  /** Parameters of the query without which it answers by itself. */
  readonly requiredQuery: readonly string[]
  /** How long API Gateway waits for the function's answer. */
  readonly timeoutMilliseconds: number
}

/** Where a request that no method answers still belongs to. */
export interface Unmatched {
  readonly apiId: string | undefined
}

interface Method extends Pick<MatchedRoute, 'function' | 'requiredQuery' | 'timeoutMilliseconds'> {
  readonly resourceId: string
  readonly httpMethod: string
}

interface Api {
  readonly binaryMediaTypes: readonly string[]
  readonly resources: Map<string, { readonly parentId: string; readonly pathPart: string }>
  readonly methods: Method[]
  readonly gatewayResponses: Map<string, GatewayResponse>
}

/** The REST APIs of the templates: what was declared, and which method answers a request. */
export class RestApis {
  private readonly apis = new Map<string, Api>()
  private readonly stages = new Map<string, string>()

  addApi(id: string, binaryMediaTypes: readonly string[]): void {
    this.apis.set(id, { binaryMediaTypes, resources: new Map(), methods: [], gatewayResponses: new Map() })
  }

  addResource(apiId: string, id: string, resource: { parentId: string; pathPart: string }): void {
    this.api(apiId).resources.set(id, resource)
  }

  addMethod(apiId: string, method: Method): void {
    this.api(apiId).methods.push(method)
  }

  addStage(apiId: string, name: string): void {
    const other = this.stages.get(name)
    if (other !== undefined) {
      throw new Error(
        `Two REST APIs, ${other} and ${apiId}, have a stage '${name}': at home they would share a path.`,
      )
    }
    this.stages.set(name, apiId)
  }

  addGatewayResponse(apiId: string, type: string, response: GatewayResponse): void {
    this.api(apiId).gatewayResponses.set(type, response)
  }

  /** The stages that answer, in the order of their declaration. */
  get stageNames(): readonly string[] {
    return [...this.stages.keys()]
  }

  gatewayResponse(apiId: string | undefined, type: string): GatewayResponse | undefined {
    return apiId === undefined ? undefined : this.api(apiId).gatewayResponses.get(type)
  }

  /** Whether a body of this content type reaches the function as base64. */
  isBinary(apiId: string, contentType: string | undefined): boolean {
    const mediaType = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
    return this.api(apiId).binaryMediaTypes.some((type) => type === '*/*' || type === mediaType)
  }

  /** Text with AWS's address of each API replaced by the local one. */
  withLocalAddress(text: string, origin: string): string {
    return [...this.apis.keys()].reduce((result, id) => result.replaceAll(apiOrigin(id), origin), text)
  }

  /**
   * `path` begins with the stage. As in API Gateway the resource is chosen first, then its method: another resource
   * with that method is not asked.
   */
  match(httpMethod: string, path: string): MatchedRoute | Unmatched {
    const [stage = '', ...rest] = path.split('/').slice(1)
    const segments = rest.length === 1 && rest[0] === '' ? [] : rest
    const apiId = this.stages.get(stage)
    if (apiId === undefined) return { apiId }
    const matches = this.api(apiId).methods.flatMap((method) => {
      const pattern = this.pattern(apiId, method.resourceId)
      const pathParameters = matchSegments(pattern, segments)
      const resource = `/${pattern.join('/')}`
      return pathParameters ? [{ ...method, apiId, stage, resource, pathParameters }] : []
    })
    const [best] = matches.sort((a, b) => byPrecision(a.resource, b.resource))
    const candidates = matches.filter(({ resourceId }) => resourceId === best?.resourceId)
    return (
      candidates.find((method) => method.httpMethod === httpMethod) ??
      candidates.find((method) => method.httpMethod === 'ANY') ?? { apiId }
    )
  }

  private pattern(apiId: string, resourceId: string): string[] {
    if (resourceId === rootOf(apiId)) return []
    const resource = this.api(apiId).resources.get(resourceId)
    if (!resource) throw new Error(`REST API ${apiId} has no resource '${resourceId}'.`)
    return [...this.pattern(apiId, resource.parentId), resource.pathPart]
  }

  private api(id: string): Api {
    const found = this.apis.get(id)
    if (!found) throw new Error(`There is no REST API '${id}' in the stacks so far.`)
    return found
  }
}
