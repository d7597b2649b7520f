/** An emulator of AWS that the app can be deployed to. */
export interface Target {
  readonly endpoint: string
  /** A variable without which it does not start. */
  readonly token?: string
}

const endpoint = 'http://127.0.0.1:4566'

export const TARGETS: Readonly<Record<string, Target>> = {
  ministack: { endpoint },
  localstack: { endpoint, token: 'LOCALSTACK_AUTH_TOKEN' },
  floci: { endpoint },
}
