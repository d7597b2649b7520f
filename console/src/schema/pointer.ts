/** The pointer of a member of what `pointer` points to. @see https://www.rfc-editor.org/rfc/rfc6901 */
export const below = (pointer: string, member: string | number): string =>
  `${pointer}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`
