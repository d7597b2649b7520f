/** A mistake of whoever deploys: the message alone says what was given, what is allowed and how to mend it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}
