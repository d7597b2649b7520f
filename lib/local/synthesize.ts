import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface SynthesizeOptions {
  /** The project's folder. */
  readonly root: string
  /** Where the assembly goes. */
  readonly output: string
  /** Path of the topology. @default - what OMNIBUS_TOPOLOGY says, else topology.ts */
  readonly topology?: string
  /** @default dev */
  readonly stage?: string
  /** @default - as the stage has it */
  readonly canary?: boolean
  readonly onProgress?: (line: string) => void
}

/**
 * Synthesizes the CDK app as `cdk synth` does, with the same context, without the CDK CLI's start-up time.
 * @throws Error with what the app said, such as the mistakes in a topology
 */
export async function synthesize(options: SynthesizeOptions): Promise<void> {
  const { root, output, topology, stage, canary, onProgress } = options

  const { context } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')) as { context: object }
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({
        ...context,
        ...(topology && { topology }),
        ...(stage && { stage }),
        ...(canary !== undefined && { canary }),
      }),
    },
  })
  const lines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line)
    onProgress?.(line)
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(lines.filter((line) => !line.startsWith('Bundling asset')).join('\n'))
}
