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
    file: 'test/journeys/start.test.ts',
    reason: '`npm start` is the stack at home.',
  },
  {
    file: 'test/journeys/grants.test.ts',
    reason: 'It knows functions by the credentials that the stack at home gives each of them.',
  },
  {
    file: 'test/journeys/faults.test.ts',
    test: 'under load, with nothing lost and every committed effect applied once > a consumer is killed in the middle of its handlers',
    reason: 'The process of a deployed function is out of reach; it dies of its timeout in the next journey.',
  },
]
