/** A journey that can only be made at home, and why. */
export interface AtHomeOnly {
  readonly file: string
  /** With the titles around it. @default - the whole file */
  readonly test?: string
  readonly reason: string
}

/** Everywhere else, every journey is made on every target. */
export const AT_HOME_ONLY: readonly AtHomeOnly[] = [
  {
    file: 'test/conformance/cloudevents.test.ts',
    reason:
      'Its rows are about the last byte of HTTP; MiniStack joins repeated header fields (https://github.com/ministackorg/ministack/pull/1388).',
  },
  {
    file: 'test/journeys/doctor.test.ts',
    reason:
      'The doctor expects a stack without faults, and MiniStack deploys tables without their time to live, which it finds.',
  },
  {
    file: 'test/journeys/storm.test.ts',
    reason: 'The processes of a deployed function are out of reach: they cannot be killed each second.',
  },
  {
    file: 'test/journeys/start.test.ts',
    reason: '`npm start` is the stack at home.',
  },
  {
    file: 'test/journeys/console-document.test.ts',
    reason: 'It asks the desk that the stack at home has on its own port.',
  },
  {
    file: 'test/journeys/traffic.test.ts',
    reason: "MiniStack's CloudWatch makes no metrics of the lines that functions write.",
  },
  {
    file: 'test/journeys/grants.test.ts',
    reason: 'It knows functions by the credentials that the stack at home gives each of them.',
  },
  {
    file: 'test/journeys/claim-check.test.ts',
    test: 'an event > of 1,000 KB arrives in its message where the topic allows that',
    reason:
      'MiniStack refuses a message of more than 256 KiB, whatever its topic allows (test/deployed/ministack-gaps.test.ts).',
  },
  {
    file: 'test/journeys/faults.test.ts',
    test: 'under load, with nothing lost and every committed effect applied once > a consumer is killed in the middle of its handlers',
    reason: 'The process of a deployed function is out of reach; it dies of its timeout in the next journey.',
  },
]

/**
 * Journeys whose functions must reach this machine: they count or break their calls, or give them a provider that runs
 * here. Left out where functions run in containers.
 */
export const NEEDS_FUNCTIONS_HERE = [
  'claim-check',
  'counted-calls',
  'faults',
  'idempotency-key',
  'limits',
  'log-canary',
  'shop',
  'unanswered-calls',
].map((name) => `test/journeys/${name}.test.ts`)
