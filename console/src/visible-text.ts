/**
 * Text of strangers, for people to read: characters that control, turn text around or have no shape become visible, so
 * that nothing shows as what it is not. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )
}

/** As JSON writes it, so that within a string of JSON it still means the same. */
export function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}

/** The beginning of a stranger's text, for a line in a list. */
export const shortly = (text: string, max: number): string =>
  visible(text.length > max ? `${text.slice(0, max)}…` : text)
