import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { INSTALLED_AT } from './dynamodb-local-jar.ts'

/**
 * AWS's own DynamoDB Local, for differential tests. It is published for Java, with dozens of jars beside it, so Maven
 * brings them into the cache.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.DownloadingAndRunning.html
 */
const POM = join(import.meta.dirname, 'dynamodb-local/pom.xml')

rmSync(INSTALLED_AT, { recursive: true, force: true })
const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${INSTALLED_AT}`]
execFileSync('mvn', ['--batch-mode', '--quiet', '--file', POM, ...copy], { stdio: 'inherit' })
console.log(`DynamoDB Local is in ${INSTALLED_AT}`)
