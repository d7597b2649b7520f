import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { findDynamoDbLocal } from '../test/support/dynamodb-local-jar.ts'

const PACKAGES = [
  '@aws-lambda-powertools/batch',
  '@aws-lambda-powertools/idempotency',
  '@aws-sdk/client-dynamodb',
  '@middy/core',
]

/** What was measured, on what: every number depends on these. */
export function versions(): Readonly<Record<string, string>> {
  const root = join(import.meta.dirname, '..')
  const manifest = (path: string): { version: string } =>
    JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
  return {
    omnibus: manifest('.').version,
    ...Object.fromEntries(PACKAGES.map((name) => [name, manifest(`node_modules/${name}`).version])),
    'DynamoDB Local': /-(.*)\.jar$/.exec(findDynamoDbLocal() ?? '')?.[1] ?? 'not installed',
    node: process.versions.node,
    cores: String(cpus().length),
  }
}
