/** An emulator of AWS that the app can be deployed to. */
export interface Target {
  readonly endpoint: string
  /** A variable without which it does not start. */
  readonly token?: string
  /** Whether functions there reach addresses of this machine, as journeys need that count or break their calls. */
  readonly reachesHere: boolean
}

const PORT_4566 = 'http://127.0.0.1:4566'

export const TARGETS: Readonly<Record<string, Target>> = {
  /** Runs functions as processes of the machine that it runs on. */
  ministack: { endpoint: PORT_4566, reachesHere: true },
  /** These two run them in containers. */
  localstack: { endpoint: PORT_4566, token: 'LOCALSTACK_AUTH_TOKEN', reachesHere: false },
  floci: { endpoint: PORT_4566, reachesHere: false },
}
