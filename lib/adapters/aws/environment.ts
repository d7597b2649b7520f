import { VARIABLES } from '../../topology/environment-variables.ts'
import type { SignInRules } from '../../topology/sign-in.ts'

/** What the stacks tell a function, read once at cold start. The only reader of `process.env`. */
export interface FunctionEnvironment {
  readonly ledgerTable: string
  readonly claimBucket: string
  readonly topicArn: (topicName: string) => string
  readonly stage: string
}

export interface ConsumerEnvironment extends FunctionEnvironment {
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  readonly tables: Readonly<Record<string, string>>
  /** The variables that the subscription declares. */
  readonly declared: Readonly<Record<string, string>>
}

export function functionEnvironment(): FunctionEnvironment {
  const base = required(VARIABLES.topicArnBase)
  return {
    ledgerTable: required(VARIABLES.ledgerTable),
    claimBucket: required(VARIABLES.claimBucket),
    topicArn: (topicName) => `${base}${topicName}`,
    stage: required(VARIABLES.stage),
  }
}

export function queryEnvironment(): FunctionEnvironment & { readonly requestsPerSecond: number } {
  return { ...functionEnvironment(), requestsPerSecond: Number(required(VARIABLES.requestsPerSecond)) }
}

export function consumerEnvironment(declared: readonly string[]): ConsumerEnvironment {
  return {
    ...functionEnvironment(),
    queueUrl: required(VARIABLES.queueUrl),
    deadLetterQueueUrl: required(VARIABLES.deadLetterQueueUrl),
    tables: JSON.parse(required(VARIABLES.tables)) as Record<string, string>,
    declared: Object.fromEntries(declared.map((name) => [name, required(name)])),
  }
}

export function canaryEnvironment(): FunctionEnvironment & { readonly queueUrls: readonly string[] } {
  return {
    ...functionEnvironment(),
    queueUrls: JSON.parse(required(VARIABLES.canaryQueueUrls)) as string[],
  }
}

/** Of the authorizer. */
export function signInEnvironment(): SignInRules {
  return JSON.parse(required(VARIABLES.signIn)) as SignInRules
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) {
    throw new Error(
      `The environment variable ${name} is not set. The stacks set it: deploy them, or run 'npm start'.`,
    )
  }
  return value
}
