import { join } from 'node:path'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { answerCloudFormation } from '../lib/adapters/aws/answer-cloudformation.ts'
import { installConsole } from '../lib/adapters/aws/install-console.ts'

/** The built console, which is bundled with this function. */
const FILES = join(import.meta.dirname, 'dist')

/** Brings the web console into its bucket, whenever it or its configuration is another. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { BucketName, Config } = event.ResourceProperties
  await answerCloudFormation(event, `console of ${BucketName}`, async () => {
    if (event.RequestType !== 'Delete') await installConsole(FILES, String(BucketName), String(Config))
  })
}
