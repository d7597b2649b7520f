/** Something that the user can mend: the message alone says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
