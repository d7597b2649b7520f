/** What was typed where it is not yet what the schema wants: kept as it is, so that one can go on typing. */
export class Unreadable {
  readonly text: string
  /** What it should be. */
  readonly wanted: string

  constructor(text: string, wanted: string) {
    this.text = text
    this.wanted = wanted
  }

  toJSON(): string {
    return this.text
  }
}

export function numberOf(text: string): number | Unreadable | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const number = Number(trimmed)
  return Number.isFinite(number) ? number : new Unreadable(text, 'a number')
}

export function jsonOf(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return new Unreadable(text, 'JSON')
  }
}
