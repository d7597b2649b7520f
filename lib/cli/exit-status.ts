/** How a verb ends. */
export const STATUS = {
  ok: 0,
  mistake: 1,
  /** `EX_TEMPFAIL` of sysexits.h: the same command may succeed later. */
  tryAgain: 75,
} as const

export const STATUS_TABLE = `
Exit status:
  ${STATUS.ok}   done; what was asked for is there
  ${STATUS.mistake}   a mistake, something that is not there, or a finding: one sentence on standard error, or the output, says which
  ${STATUS.tryAgain}  not yet, or not now: the same command may succeed later

Results go to standard output, progress, questions and mistakes to standard error. Each verb takes --json and has examples in
its --help. NO_COLOR turns colours off.`
