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
    grant: /kms:(Decrypt|GenerateDataKey) arn:aws:kms:[^:]+:[^:]+:key\/\*$/,
    because: 'A key has no name to grant by. A condition holds it to the alias of this bus.',
  },
  {
    grant: /^PublishingApiCloudWatchRole logs:\w+ \*$/,
    because: "API Gateway's own policy for the logs of all APIs of the account.",
  },
]
