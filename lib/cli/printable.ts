import { printable } from '../messaging/printable.ts'

/** On one line, and no longer than that. */
export function oneLine(text: string, maxLength: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim()
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`
}

/** Rows as columns of equal width, the last one open. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (sum, row) => row.map((cell, i) => Math.max(sum[i] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) => row.map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell)).join('  '))
    .join('\n')
}
