import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { omnibusProgram } from '../../lib/cli/program.ts'
import { ROOT } from '../support/root.ts'
import { runCli, runCliWith } from '../support/run-cli.ts'

/** Every verb, by its words. */
function verbs(command: Command, words: readonly string[] = []): [string, Command][] {
  if (command.commands.length === 0) return [[words.join(' '), command]]
  return command.commands.flatMap((each) => verbs(each, [...words, each.name()]))
}

const VERBS = verbs(omnibusProgram(ROOT))

function helpOf(command: Command): string {
  let help = ''
  const writeOut = (text: string): void => {
    help += text
  }
  command.configureOutput({ writeOut }).outputHelp()
  return help
}

describe('every verb of the command line', () => {
  it('is known here', () => {
    expect(VERBS.map(([words]) => words)).toEqual(
      expect.arrayContaining([
        'start',
        'tail',
        'dead-letters pull',
        'schemas check',
        'events show',
        'doctor',
      ]),
    )
  })

  it.each(VERBS)('%s says what it does, has examples in its help, and a --json', (words, command) => {
    const help = helpOf(command)
    expect(command.description()).toMatch(/^[A-Z].*\.$/)
    expect(help).toMatch(/\nExamples?:\n/)
    const examples = help.split(/\nExamples?:\n/)[1]?.split('\n\n')[0] ?? ''
    for (const line of examples.trimEnd().split('\n')) expect(line).toMatch(/^ {2}(omnibus|npx) /)
    expect(examples).toContain(`omnibus ${words}`)
    expect(help).toContain('--json')
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(135)
  })

  it.each(VERBS)('the examples of %s name options that it has', (words, command) => {
    const known = command.options.map(({ long }) => long)
    const ours = helpOf(command)
      .split('\n')
      .filter((line) => line.startsWith(`  omnibus ${words}`))
      .map((line) => line.split(' | ')[0] ?? '')
    for (const [option] of ours.flatMap((line) => [...line.matchAll(/--[a-z-]+/g)]))
      expect(known).toContain(option)
  })
})

describe('the command line', { timeout: 30_000 }, () => {
  it('tells its exit statuses', async () => {
    const { code, stdout } = await runCli('--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Exit status:\n {2}0 .*\n {2}1 .*\n {2}75 /)
  })

  it('ends with 1 and a hint for what it does not know', async () => {
    const { code, stdout, stderr } = await runCli('dead-letters', 'resurrect')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain("unknown command 'resurrect'")
    expect((await runCli('topics', '--colour')).stderr).toContain('Add --help to see what is possible.')
  })

  it('says as JSON what it checks and writes, and that it is wrong', async () => {
    const good = await runCli('schemas', 'check', '--json')
    expect({ code: good.code, ...JSON.parse(good.stdout) }).toEqual({ code: 0, schemas: 5, mistakes: [] })
    const bad = await runCli('schemas', 'check', '--json', '--docs', 'test/fixtures')
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.stdout).mistakes).toHaveLength(5)
  })

  it('has no colours when they are not wanted', async () => {
    const { stdout } = await runCliWith({ env: { NO_COLOR: '1', FORCE_COLOR: '' } }, 'doctor', '--help')
    expect(stdout).not.toContain('\u001b')
  })
})
