/** A rule that the templates break on purpose. */
export interface Answer {
  /** As the tool names it. */
  readonly rule: string
  /** Logical ids that it is about. @default - any */
  readonly resources?: RegExp
  /** Stages in which it is broken. @default - every one */
  readonly stages?: readonly string[]
  readonly reason: string
}

const WITH_NOTHING_TO_KEEP = ['dev']

/** All answers to cfn-lint and checkov. One that answers nothing is a mistake, as is a finding that has none. */
export const ANSWERS: readonly Answer[] = [
  {
    rule: 'W3005',
    reason:
      'The CDK lets resources wait for whole constructs, also for parts that they refer to. To say it twice changes nothing.',
  },
  {
    rule: 'CKV_AWS_18',
    resources: /^ClaimsBucket/,
    reason: 'As AwsSolutions-S1 in the construct: CloudTrail tells who read it, by a setting of the account.',
  },
  {
    rule: 'CKV_AWS_21',
    resources: /^ClaimsBucket/,
    reason:
      'An object is never changed: its name holds a digest of what is in it. It goes when no message can need it.',
  },
  {
    rule: 'CKV_AWS_18',
    resources: /^FilesBucket/,
    reason: 'As AwsSolutions-S1 in the construct: its files are the same for everybody and hold no secret.',
  },
  {
    rule: 'CKV_AWS_21',
    resources: /^FilesBucket/,
    reason: 'Its files are built from a commit, and are there again with the next deployment of it.',
  },
  {
    rule: 'CKV_AWS_26',
    stages: WITH_NOTHING_TO_KEEP,
    reason:
      'SNS encrypts what it stores with its own keys. A key of the bus costs money that a stage of no value need not.',
  },
  {
    rule: 'CKV_AWS_27',
    stages: WITH_NOTHING_TO_KEEP,
    reason:
      'The queues are encrypted with the keys of SQS, which the rule does not see (SqsManagedSseEnabled).',
  },
  {
    rule: 'CKV_AWS_28',
    stages: WITH_NOTHING_TO_KEEP,
    reason: 'A stage that leaves nothing behind has nothing that is worth bringing back.',
  },
  {
    rule: 'CKV_AWS_59',
    resources: /healthGET/,
    reason:
      'Whoever watches over the bus asks without credentials whether it is there. It tells nothing else.',
  },
  {
    rule: 'CKV_AWS_68',
    reason: 'As AwsSolutions-CFR2 in the construct: public files, and an API that verifies a token first.',
  },
  {
    rule: 'CKV_AWS_73',
    reason:
      'Events carry their own trace, which outlives dead letters and redrives; the header of X-Ray does not.',
  },
  {
    rule: 'CKV_AWS_76',
    stages: WITH_NOTHING_TO_KEEP,
    reason: 'Access logs need a role of the account, which must stay, and this stage leaves nothing behind.',
  },
  {
    rule: 'CKV_AWS_86',
    reason: 'As AwsSolutions-CFR3 in the construct: who asked the API for what is in its own log.',
  },
  {
    rule: 'CKV_AWS_115',
    reason:
      'A reserved concurrency throttles what SQS has already handed out, and good messages become dead letters. Consumers are limited where messages are received (MaximumConcurrency), the endpoint by the stage.',
  },
  {
    rule: 'CKV_AWS_116',
    reason:
      'Nobody invokes them and goes away; what a consumer could not handle is in the queue of dead letters.',
  },
  {
    rule: 'CKV_AWS_117',
    reason:
      'They talk to AWS alone, by TLS and IAM. A network of their own would add routes to guard and protect nothing.',
  },
  {
    rule: 'CKV_AWS_119',
    reason:
      'The ledger holds no data of events; a table of a handler gets a key from whoever knows what is in it.',
  },
  { rule: 'CKV_AWS_120', reason: 'No answer may be another caller’s, or an older one.' },
  {
    rule: 'CKV_AWS_158',
    reason:
      'No body, key or credential is in any log, which a test watches; CloudWatch encrypts with its own keys.',
  },
  {
    rule: 'CKV_AWS_174',
    reason: 'As AwsSolutions-CFR4 in the construct: the certificate of cloudfront.net has no other setting.',
  },
  {
    rule: 'CKV_AWS_173',
    reason:
      'Environments hold names of resources and what the topology declares, in which secrets are not allowed.',
  },
]
