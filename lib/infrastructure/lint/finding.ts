import type { CfnResource } from 'aws-cdk-lib'
import type { StackResources } from './stack-resources.ts'

export interface Finding {
  readonly at: CfnResource
  /** By which it can be acknowledged. */
  readonly rule: string
  /** What was given, what is allowed, and how to mend it. */
  readonly sentence: string
}

export type Rule = (resources: StackResources) => Finding[]
