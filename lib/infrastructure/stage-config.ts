import { RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { SignInRules } from '../topology/sign-in.ts'
import { ConfigurationError } from './configuration-error.ts'

/** What differs between the stages of a bus, and nothing else does. */
export interface StageConfig {
  /** The stage's name, as it appears in resource names. */
  readonly stage: string
  /** Where it belongs: a deployment with other credentials is refused. @default - wherever the credentials point */
  readonly account?: string
  /** @default - that of the credentials' profile */
  readonly region?: string
  /** On every resource, besides `omnibus:bus` and `omnibus:stage`. */
  readonly tags: Readonly<Record<string, string>>
  /** Of what holds data or evidence: tables, queues, the bucket, the key and logs. */
  readonly removalPolicy: RemovalPolicy
  readonly pointInTimeRecovery: boolean
  /** Of the tables, and of the stacks themselves. */
  readonly deletionProtection: boolean
  readonly logRetention: RetentionDays
  /**
   * Of messages, dead letters and the data of large events. AWS's own keys cost nothing; a key of the bus lets its policy
   * say who may read them, is recorded at each use, and can be disabled.
   */
  readonly encryption: 'aws-owned-keys' | 'key-of-the-bus'
  /**
   * An event each minute through every topic, and an alarm for each that it does not come through: for about 80 cents a
   * month and topic, and 30 in all. `-c canary=true` or `false` says otherwise.
   */
  readonly canary: boolean
  /** ARNs of the SNS topics that alarms notify. */
  readonly alarmTargets: readonly string[]
  /** Where alarms say that their runbooks are: a path of this repository, or the URL of that folder in its browser. */
  readonly runbooks: string
  /** Whether a schema that was published, and is committed, must stay as it was. */
  readonly keepsContracts: boolean
  /** Of the publish API as a whole. */
  readonly throttling: Throttling
  /** Less than that for publishing to a topic: topic → what it may take. */
  readonly topicThrottling: Readonly<Record<string, Throttling>>
  /**
   * A line for each request, without its body and keys. API Gateway writes them by a role of the account, which this sets
   * and no deletion takes away again, since every API of the account and region uses it.
   */
  readonly accessLogs: boolean
  /**
   * The operator's desk on the web, for whoever signs in. It costs something and opens a door, so that a stage says that it
   * wants one. @default - none: `npx omnibus console --stage name` serves it on one's own machine, as whoever one is to AWS
   */
  readonly console?: ConsoleSettings
  /** AWS WAF before the endpoint, for 8 dollars a month and more. @default - none */
  readonly firewall?: {
    /** Of one IP address. */
    readonly requestsPerFiveMinutes: number
  }
}

export interface ConsoleSettings {
  /** Who says who somebody is: a pool of users that the stack makes, or an issuer of OpenID Connect that is there. */
  readonly signIn: 'user-pool' | ConsoleIssuer
}

/** The client is a public one (code and PKCE, no secret) that returns to the console's address, the output `ConsoleUrl`. */
export interface ConsoleIssuer extends SignInRules {
  /** What the browser asks for. @default 'openid email profile' */
  readonly scope?: string
  /** Where it fetches tokens, if not at the issuer: `https://oauth2.googleapis.com` */
  readonly tokenOrigins?: readonly string[]
}

export interface Throttling {
  readonly requestsPerSecond: number
  readonly burst: number
}

type StageSettings = Omit<StageConfig, 'stage'>

/** Leaves nothing behind. */
const DEV: StageSettings = {
  tags: {},
  removalPolicy: RemovalPolicy.DESTROY,
  pointInTimeRecovery: false,
  deletionProtection: false,
  logRetention: RetentionDays.ONE_WEEK,
  encryption: 'aws-owned-keys',
  canary: false,
  alarmTargets: [],
  runbooks: 'docs/runbooks',
  keepsContracts: false,
  throttling: { requestsPerSecond: 200, burst: 400 },
  topicThrottling: {},
  accessLogs: false,
}

/** As prod, but it can be taken down again. */
const STAGING: StageSettings = {
  ...DEV,
  pointInTimeRecovery: true,
  logRetention: RetentionDays.ONE_MONTH,
  encryption: 'key-of-the-bus',
  canary: true,
  keepsContracts: true,
  throttling: { requestsPerSecond: 1_000, burst: 2_000 },
  accessLogs: true,
  console: { signIn: 'user-pool' },
}

const PROD: StageSettings = {
  ...STAGING,
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
  logRetention: RetentionDays.THREE_MONTHS,
}

const STAGE = /^[a-z][a-z0-9]{0,15}$/
const NAMED: ReadonlyMap<string, StageSettings> = new Map([
  ['staging', STAGING],
  ['prod', PROD],
])

/**
 * The settings of a stage: those of `staging` and `prod` by name, and dev's for any other, such as a branch. What is asked for
 * takes the place of its setting.
 */
export function stageConfig(stage: unknown, asked: { readonly canary?: unknown } = {}): StageConfig {
  if (typeof stage !== 'string' || !STAGE.test(stage)) {
    throw new ConfigurationError(
      `'${String(stage)}' cannot be a stage. Use 1 to 16 lower-case letters and digits, a letter first: -c stage=prod. 'staging' and 'prod' have settings of their own, every other stage has those of dev.`,
    )
  }
  const settings = NAMED.get(stage) ?? DEV
  return { stage, ...settings, canary: onOrOff('canary', asked.canary) ?? settings.canary }
}

/** A setting that the command line may change. */
function onOrOff(name: string, asked: unknown): boolean | undefined {
  if (asked === undefined) return undefined
  const text = String(asked)
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ConfigurationError(
    `'${text}' is no answer to whether the stage has a ${name}. Say -c ${name}=true or -c ${name}=false, or nothing for what the stage has by itself.`,
  )
}
