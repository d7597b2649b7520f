import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { synthesize } from '../../lib/local/synthesize.ts'
import { ROOT } from '../support/root.ts'
import { isOnMiniStack } from '../support/target.ts'
import { withoutMetricMath } from './without-metric-math.ts'

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk')

/**
 * Runs the CDK CLI as a user does, against whatever account the environment names.
 * @throws Error with all that it said, when it fails
 */
export async function cdk(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--no-color'], {
    cwd: ROOT,
    // With CI it writes to standard output what is no error.
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
}

export interface Deployment {
  /** From the project's folder. */
  readonly topology: string
  readonly stage: string
  /** @default - as the stage has it */
  readonly canary?: boolean
  /** Where the assembly is kept. */
  readonly assembly: string
}

/** By the name of the stack. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Deploys the app as it is, but for what an emulator cannot take. Gives the outputs of each of its stacks. */
export async function deploy({ assembly, ...what }: Deployment): Promise<StackOutputs> {
  await synthesize({ root: ROOT, output: assembly, ...what })
  if (isOnMiniStack()) await withoutMetricMath(assembly)
  const outputs = join(assembly, 'outputs.json')
  const options = ['--app', assembly, '--outputs-file', outputs, '--require-approval', 'never']
  await cdk('deploy', '--all', ...options)
  return JSON.parse(await readFile(outputs, 'utf8')) as StackOutputs
}

/** Takes down what was deployed from an assembly. */
export async function destroy({ assembly }: Pick<Deployment, 'assembly'>): Promise<void> {
  await cdk('destroy', '--all', '--force', '--app', assembly)
}
