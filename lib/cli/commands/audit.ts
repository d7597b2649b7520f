import { Command } from 'commander'
import { type AuditedAct, actsOf } from '../../messaging/operate/audit.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { ensureSubscription, openDesk } from '../open-desk.ts'
import { columns, oneLine } from '../printable.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options extends StackOptions {
  readonly subscription?: string
  readonly limit: number
}

const EXAMPLES = `
Examples:
  omnibus audit
  omnibus audit --subscription billing --json

An act whose outcome is UNKNOWN was interrupted or is still at work: it may have happened in part.`

/** `omnibus audit` */
export function auditCommand(root: string): Command {
  return withStackOptions(new Command('audit'))
    .description('Who did what to the bus, the newest first.')
    .option('--subscription <name>', 'only what was done to this one')
    .option('--limit <count>', 'read at most this many entries; an act has three or more', wholeNumber, 300)
    .addHelpText('after', EXAMPLES)
    .action(async ({ subscription, limit, ...options }: Options) => {
      const desk = await openDesk(root, options)
      if (subscription !== undefined) ensureSubscription(desk, subscription)
      const entries = await desk.audit.list({ limit, ...(subscription !== undefined && { subscription }) })
      const acts = actsOf(entries)
      process.stdout.write(`${options.json ? JSON.stringify(acts, null, 2) : asTable(acts)}\n`)
    })
}

function asTable(acts: readonly AuditedAct[]): string {
  if (acts.length === 0) return 'Nobody has done anything yet.'
  const rows = acts.map(({ begunAt, who, act, subscription, topic, outcome, detail, events }) => [
    new Date(begunAt).toISOString(),
    oneLine(who, 60),
    act,
    subscription ?? `topic ${topic}`,
    outcome,
    String(events.length),
    oneLine(
      Object.entries(detail)
        // Which redrive a step belongs to is a UUID: JSON has it.
        .filter(([name]) => name !== 'redrive')
        .map(([name, value]) => `${name}: ${value}`)
        .join(', '),
      100,
    ),
  ])
  return columns([['WHEN', 'WHO', 'ACT', 'ON', 'OUTCOME', 'EVENTS', 'DETAIL'], ...rows])
}
