import { REGION } from '../assembly/pseudo-parameters.ts'
import type { Endpoints } from '../local-options.ts'

export interface EnvironmentInput {
  readonly name: string
  readonly handler: string
  readonly memorySize: number
  readonly declared: Readonly<Record<string, string>>
  readonly overrides: Readonly<Record<string, string>>
  readonly endpoints: Endpoints
}

/**
 * Each function has credentials of its own, as each has a role of its own on AWS. The emulators take any; what stands
 * between can tell by them who calls.
 */
export const accessKeyId = (functionName: string): string => functionName.replaceAll(/[^A-Za-z0-9]/g, '')

/**
 * Everything that a function sees as its environment: what Lambda sets, what its template declares, and the
 * emulators' addresses. Nothing of this machine's own environment gets in.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(input: EnvironmentInput): Record<string, string> {
  const overridden = Object.entries(input.overrides).filter(([key]) => Object.hasOwn(input.declared, key))
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId(input.name),
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: input.endpoints.aws,
    AWS_ENDPOINT_URL_DYNAMODB: input.endpoints.dynamodb,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: input.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${input.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: input.handler,
    ...input.declared,
    ...Object.fromEntries(overridden),
  }
}
