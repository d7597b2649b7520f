/** What is wrong with a value, and where. */
export interface Fault {
  /** JSON Pointer; empty for the whole. @see https://www.rfc-editor.org/rfc/rfc6901 */
  readonly pointer: string
  /** Said of what is there: `is missing`. */
  readonly detail: string
}
