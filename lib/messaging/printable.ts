/** Text of strangers for a terminal or an error: characters that could move the cursor or hide a line become visible. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (character) => {
    if (character === '\n' || character === '\t') return character
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Printable, and no longer than that. */
export function bounded(text: string, maxLength: number): string {
  return printable(text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`)
}

/** A value as an error message quotes it: its beginning, in quotes. */
export function quote(value: unknown): string {
  if (value === undefined) return 'missing'
  return `'${bounded(typeof value === 'string' ? value : JSON.stringify(value), 60)}'`
}
