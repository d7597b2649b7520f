import { type Platform, webPlatform } from './platform.ts'

/** Of an IAM role or user that may call `execute-api:Invoke` on the topic's path. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** How a call that may succeed later is repeated. */
export interface PublishRetry {
  /** Requests for one call, the first one included. @default 10 */
  readonly maxAttempts?: number
  /** The longest wait after the first attempt; it doubles with each. Waits are random below it. @default 0.2 */
  readonly minDelaySeconds?: number
  /** The longest wait of all, besides what `Retry-After` says. @default 10 */
  readonly maxDelaySeconds?: number
  /** Of one attempt. API Gateway itself answers within 29 seconds. @default 30 */
  readonly attemptTimeoutSeconds?: number
  /** Of all attempts and waits together. @default 60 */
  readonly deadlineSeconds?: number
}

export interface ClientOptions {
  /** Who speaks: the CloudEvents `source` of every event that names none, such as `/checkout`. */
  readonly source: string
  /**
   * Signs every request over https. A function is asked before each attempt, so what it gives may expire. Over http,
   * which only the stack at home speaks, nothing is signed.
   * @default - no signature
   */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>)
  /** Only for a custom domain; `….execute-api.<region>.amazonaws.com` says it itself. */
  readonly region?: string
  readonly retry?: PublishRetry
  /**
   * Sends calls of `publish` that are made while another one to their topic is under way together in one request.
   * Fewer requests, and the order of the calls is kept; but a call then waits for the ones before it.
   * @default false
   */
  readonly autoBatch?: boolean
  /** @default - fetch, timers and randomness of the web */
  readonly platform?: Partial<Platform>
}

/** Options with every default filled in. */
export interface ClientSettings extends Omit<ClientOptions, 'region'> {
  readonly retry: Required<PublishRetry>
  readonly platform: Platform
}

export function clientSettings(options: ClientOptions): ClientSettings {
  return {
    ...options,
    retry: {
      maxAttempts: 10,
      minDelaySeconds: 0.2,
      maxDelaySeconds: 10,
      attemptTimeoutSeconds: 30,
      deadlineSeconds: 60,
      ...options.retry,
    },
    platform: { ...webPlatform, ...options.platform },
  }
}
