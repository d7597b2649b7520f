/** How the endpoint refuses. @see https://www.rfc-editor.org/rfc/rfc9457 */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  /** Says what to do. */
  readonly detail: string
  /** What is wrong with the event. Pointers are JSON Pointers into it. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  /** What to ask the operator about. */
  readonly requestId?: string
}

export function isProblemDocument(value: unknown): value is ProblemDocument {
  const { type, title, status, detail } = (value ?? {}) as Record<string, unknown>
  return [type, title, detail].every((text) => typeof text === 'string') && typeof status === 'number'
}
