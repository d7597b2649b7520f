import { NO_VALUE } from './intrinsics.ts'

export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'

/** The account and region that the emulators answer for. */
export function pseudoParameters(stackName: string): Readonly<Record<string, unknown>> {
  return {
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  }
}
