/** Every `*` among the resources of a role, with its reason. */
export const WILDCARDS: readonly { readonly grant: RegExp; readonly because: string }[] = [
  {
    grant: /s3:(Get|Put)Object ClaimsBucket\/claims\/\*$/,
    because: 'An object is named after its event. Nothing else is under that name, and no role may list it.',
  },
  {
    grant: /^ClaimsEmptyOnDeleteFunctionRole s3:DeleteObject ClaimsBucket\/\*$/,
    because: 'It empties the bucket when the stack goes, in stages that keep nothing.',
  },
  {
    grant: /^FilesEmptyOnDeleteFunctionRole s3:DeleteObject FilesBucket\/\*$/,
    because: 'It empties the bucket when the stack goes, in stages that keep nothing.',
  },
  {
    grant: /^InstallFunctionRole s3:PutObject FilesBucket\/\*$/,
    because:
      'Files of the console have a digest of what is in them in their names. No other role may write there.',
  },
  {
    grant: /^DeskRole cloudformation:DescribeStacks arn:aws:cloudformation:[^:*]+:[^:*]+:stack\/[^/*]+\/\*$/,
    because: 'The stack is named in full; CloudFormation ends its ARN with an id.',
  },
  {
    grant: /^DeskRole sqs:\w+ arn:aws:sqs:[^:*]+:[^:*]+:[^:*]+\*$/,
    because: 'CloudFormation names the queues. A condition on their tags holds it to this bus and stage.',
  },
  {
    grant: /^DeskRole lambda:UpdateEventSourceMapping arn:aws:lambda:[^:*]+:[^:*]+:event-source-mapping:\*$/,
    because: 'A mapping has no name. A condition holds it to those of the functions of this bus and stage.',
  },
  {
    grant: /^DeskRole (lambda:ListEventSourceMappings|cloudwatch:GetMetricData) \*$/,
    because: 'Neither knows permissions by resource, and both only read.',
  },
  {
    grant: /kms:(Decrypt|GenerateDataKey) arn:aws:kms:[^:]+:[^:]+:key\/\*$/,
    because: 'A key has no name to grant by. A condition holds it to the alias of this bus.',
  },
  {
    grant: /^PublishingApiCloudWatchRole logs:\w+ \*$/,
    because: "API Gateway's own policy for the logs of all APIs of the account.",
  },
]
