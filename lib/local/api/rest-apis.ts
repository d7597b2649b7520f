import { apiOrigin, rootOf } from '../resources/api-gateway.ts'

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
  readonly functionArn: string
}

/** Where a request that no method answers still belongs to. */
export interface Unmatched {
  readonly apiId: string | undefined
}

interface Api {
  readonly binaryMediaTypes: readonly string[]
  readonly resources: Map<string, { readonly parentId: string; readonly pathPart: string }>
  readonly methods: {
    readonly resourceId: string
    readonly httpMethod: string
    readonly functionArn: string
  }[]
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

  addMethod(apiId: string, resourceId: string, httpMethod: string, functionArn: string): void {
    this.api(apiId).methods.push({ resourceId, httpMethod, functionArn })
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

  isBinary(apiId: string): boolean {
    return this.api(apiId).binaryMediaTypes.includes('*/*')
  }

  /** Text with AWS's address of each API replaced by the local one. */
  withLocalAddress(text: string, origin: string): string {
    return [...this.apis.keys()].reduce((result, id) => result.replaceAll(apiOrigin(id), origin), text)
  }

  /** `path` begins with the stage. A literal segment is preferred to a parameter, as in API Gateway. */
  match(httpMethod: string, path: string): MatchedRoute | Unmatched {
    const [stage = '', ...segments] = path.split('/').slice(1)
    const apiId = this.stages.get(stage)
    if (apiId === undefined) return { apiId }
    const matches = this.api(apiId).methods.flatMap((method) => {
      if (method.httpMethod !== httpMethod && method.httpMethod !== 'ANY') return []
      const pattern = this.pattern(apiId, method.resourceId)
      const pathParameters = matchSegments(pattern, segments)
      const resource = `/${pattern.join('/')}`
      return pathParameters
        ? [{ apiId, stage, resource, pathParameters, functionArn: method.functionArn }]
        : []
    })
    const literalFirst = matches.sort((a, b) => parameterCount(a) - parameterCount(b))
    return literalFirst[0] ?? { apiId }
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

/** As it is where it is no valid encoding. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const parameterCount = ({ pathParameters }: MatchedRoute): number => Object.keys(pathParameters).length

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const greedy = /^\{(\w+)\+\}$/.exec(pattern.at(-1) ?? '')?.[1]
  if (greedy !== undefined && segments.length >= pattern.length) {
    const fixed = matchSegments(pattern.slice(0, -1), segments.slice(0, pattern.length - 1))
    return fixed && { ...fixed, [greedy]: segments.slice(pattern.length - 1).join('/') }
  }
  if (pattern.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    const parameter = /^\{(\w+)\}$/.exec(part)?.[1]
    if (parameter === undefined ? part !== segment : segment === '') return undefined
    if (parameter !== undefined) parameters[parameter] = decoded(segment)
  }
  return parameters
}
