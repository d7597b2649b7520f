import { Command } from 'commander'
import type { Finding } from '../../messaging/operate/diagnose.ts'
import { examineBus } from '../../messaging/operate/examine-bus.ts'
import { printable } from '../../messaging/printable.ts'
import { STATUS } from '../exit-status.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { openDesk } from '../open-desk.ts'

const EXAMPLES = `
Examples:
  omnibus doctor
  omnibus doctor --stage prod --json | jq -r '.[].fault'

It compares what is there with what the topology wants, and changes nothing.
Exit status: 0 all is well, 1 something is not.`

/** `omnibus doctor` */
export function doctorCommand(root: string): Command {
  return withStackOptions(new Command('doctor'))
    .description('Find what is broken in a stack, and say how to mend it.')
    .addHelpText('after', EXAMPLES)
    .action(async (options: StackOptions) => {
      const desk = await openDesk(root, options)
      const findings = await examineBus(desk)
      const count = Object.keys(desk.topology.subscriptions).length
      const text =
        findings.length === 0 ? `${count} subscriptions and the ledger: all is well.` : asText(findings)
      process.stdout.write(`${options.json ? JSON.stringify(findings, null, 2) : text}\n`)
      if (findings.length > 0) process.exitCode = STATUS.mistake
    })
}

function asText(findings: readonly Finding[]): string {
  return findings
    .map(({ fault, subscription = 'ledger', problem, mend }) =>
      printable(`${subscription}: ${fault}\n  ${problem}\n  ${mend}`),
    )
    .join('\n')
}
