import { type Finding, meetsGoal, type Row } from './measurement.ts'

/** A table for a terminal, and for Markdown: one line for each row of a finding. */
export function tableOf({ title, unit, rows, inconclusive }: Finding): string {
  const lines = rows.map((row) => [
    row.what,
    number(row.ours),
    number(row.theirs),
    row.ratio.toFixed(3),
    row.goal === undefined ? '' : `≤ ${row.goal}`,
    inconclusive ? '' : verdict(row),
    row.note ?? '',
  ])
  const head = [`${title}, ${unit}`, 'ours', 'theirs', 'ratio', 'goal', '', '']
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...lines].map((line) => (line[column] ?? '').length)),
  )
  const written = [head, widths.map((width) => '-'.repeat(width)), ...lines].map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  )
  const noise = inconclusive ? `\nINCONCLUSIVE: ${inconclusive}; the machine is too busy to tell.` : ''
  return `${written.join('\n')}${noise}\n`
}

function number(value: number): string {
  return value.toFixed(value < 10 ? 3 : value < 100 ? 1 : 0)
}

function verdict(row: Row): string {
  if (row.goal === undefined) return ''
  return meetsGoal(row) ? 'met' : 'MISSED'
}
