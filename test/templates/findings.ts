import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface Finding {
  readonly rule: string
  /** Logical id, or the path to what is in no resource. */
  readonly resource: string
  readonly template: string
  readonly says: string
}

interface CfnLintMatch {
  readonly Filename: string
  readonly Level: string
  readonly Location: { readonly Path: readonly (string | number)[] | null }
  readonly Message: string
  readonly Rule: { readonly Id: string }
}

/** Errors and warnings. What cfn-lint only informs about is not asked for. */
export async function cfnLint(tools: string, templates: readonly string[]): Promise<Finding[]> {
  const answer = await run(join(tools, 'cfn-lint'), ['--format', 'json', '--template', ...templates])
  return (JSON.parse(answer) as CfnLintMatch[]).map(({ Filename, Location, Message, Rule }) => {
    const path = Location.Path ?? []
    return {
      rule: Rule.Id,
      resource: path[0] === 'Resources' ? String(path[1]) : path.join('/'),
      template: basename(Filename),
      says: Message,
    }
  })
}

interface CheckovReport {
  readonly results: {
    readonly failed_checks: readonly {
      check_id: string
      check_name: string
      resource: string
      file_path: string
    }[]
  }
  readonly summary: { readonly resource_count: number; readonly parsing_errors: number }
}

/** Throws when it could not read a template, or read nothing at all. */
export async function checkov(tools: string, templates: readonly string[]): Promise<Finding[]> {
  const options = ['--framework', 'cloudformation', '--skip-download', '--quiet', '--compact']
  const answer = await run(join(tools, 'checkov'), [...options, '--output', 'json', '--file', ...templates])
  const { results, summary } = JSON.parse(answer) as CheckovReport
  const { resource_count: seen, parsing_errors: unread } = summary
  const there = await resourcesIn(templates)
  if (unread > 0 || seen < there) {
    throw new Error(`checkov saw ${seen} of ${there} resources, and could not read ${unread} templates.`)
  }
  return results.failed_checks.map(({ check_id, check_name, resource, file_path }) => ({
    rule: check_id,
    resource: resource.split('.').at(-1) ?? resource,
    template: basename(file_path),
    says: check_name,
  }))
}

async function resourcesIn(templates: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    templates.map(async (file) => Object.keys(JSON.parse(await readFile(file, 'utf8')).Resources).length),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Both tools end with a status of their own when they have found something, and with 1 when they fail. */
function run(command: string, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, argv, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (stdout.trim().startsWith('[') || stdout.trim().startsWith('{')) resolve(stdout)
      else reject(new Error(`${command} answered nothing that can be read. ${stderr}`, { cause: error }))
    })
  })
}
