/** What moves text about, hides it or ends a line: controls, halves of surrogate pairs, separators, signs of direction. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu
/** What tools look for in the text of a file: `@vitest-environment`, `@ts-ignore`, `sourceMappingURL=`, the end of a script. */
const DIRECTIVES = /@(?=[a-z]+-)|(?<=sourceMapping)U(?=RL)|(?<=<)[/!]/gi

/**
 * A string literal of TypeScript for text of strangers: on one line, it ends where it ends, and there is nothing in it
 * that an editor, a compiler or a test runner would act on.
 */
export function typescriptLiteral(text: string): string {
  const [single, double] = [text.split("'").length, text.split('"').length]
  const quote = single > double ? '"' : "'"
  const inner = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(INVISIBLE, escaped)
    .replace(DIRECTIVES, escaped)
  return `${quote}${inner}${quote}`
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
