import type { JsonSchema } from './json-schema.ts'

/** OpenAPI 3.1, as far as it is shown. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiMethod>>>>
}

export interface ApiMethod {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly ApiParameter[]
  readonly requestBody?: ApiBody
  readonly responses?: Readonly<Record<string, ApiBody>>
}

export interface ApiParameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
}

/** What is sent, or answered. */
export interface ApiBody {
  readonly $ref?: string
  readonly description?: string
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head']

/** The methods of a path; what else a path holds is none. */
export const methodsOf = (
  path: Readonly<Record<string, ApiMethod>>,
): readonly (readonly [string, ApiMethod])[] =>
  Object.entries(path).filter(([name]) => METHODS.includes(name))
