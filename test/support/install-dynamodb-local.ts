import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INSTALLED_AT } from './dynamodb-local-jar.ts'

/**
 * AWS's own DynamoDB Local, for differential tests. Its npm carrier has 57 MB and many dependencies, so it is
 * unpacked into the cache instead of being depended on.
 */
const PACKAGE = 'amplify-dynamodb-simulator@2.9.30'

const directory = mkdtempSync(join(tmpdir(), 'dynamodb-local-'))
try {
  const packed = execFileSync('npm', ['pack', PACKAGE, '--silent'], {
    cwd: directory,
    encoding: 'utf8',
  }).trim()
  execFileSync('tar', ['-xzf', packed, 'package/emulator'], { cwd: directory })
  rmSync(INSTALLED_AT, { recursive: true, force: true })
  cpSync(join(directory, 'package/emulator'), INSTALLED_AT, { recursive: true })
  console.log(`DynamoDB Local is in ${INSTALLED_AT}`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
