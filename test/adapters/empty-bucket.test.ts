import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { answerCloudFormation } from '../../lib/adapters/aws/answer-cloudformation.ts'
import { emptyBucket } from '../../lib/adapters/aws/empty-bucket.ts'
import { type Fauxqs, startFauxqs } from '../../lib/local/emulators/start-fauxqs.ts'

const BUCKET = 'claims'
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
let fauxqs: Fauxqs
let connection: { endpoint: string; region: string; credentials: typeof credentials }
let s3: S3Client
beforeAll(async () => {
  fauxqs = await startFauxqs()
  connection = { endpoint: fauxqs.url, region: 'us-east-1', credentials }
  s3 = new S3Client({ ...connection, forcePathStyle: true })
})
afterAll(async () => {
  s3?.destroy()
  await fauxqs?.close()
})

describe('a bucket', () => {
  it('is empty afterwards, whatever it held', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const keys = Array.from({ length: 1_200 }, (_, index) => `claims/${index}`)
    await Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'data' }))))
    await emptyBucket(BUCKET, connection)
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(KeyCount).toBe(0)
    await emptyBucket(BUCKET, connection)
  })

  it('that is gone is empty', async () => {
    await expect(emptyBucket('gone', connection)).resolves.toBeUndefined()
  })
})

/** CloudFormation's end of a custom resource. */
async function cloudFormation(status = 200) {
  const answers: { method: string | undefined; contentType: string | undefined; body: unknown }[] = []
  const server = createServer(async (request, response) => {
    const { method, headers } = request
    answers.push({ method, contentType: headers['content-type'], body: JSON.parse(await text(request)) })
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const event = {
    RequestType: 'Delete',
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=s`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'resource',
  } as CloudFormationCustomResourceEvent
  return { answers, event }
}

describe('an answer to CloudFormation', () => {
  const about = {
    PhysicalResourceId: 'claims',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'resource',
  }

  it('says that it is done', async () => {
    const { answers, event } = await cloudFormation()
    await answerCloudFormation(event, 'claims', async () => {})
    expect(answers).toEqual([{ method: 'PUT', contentType: '', body: { ...about, Status: 'SUCCESS' } }])
  })

  it('says what went wrong, so that nobody waits an hour', async () => {
    const { answers, event } = await cloudFormation()
    await answerCloudFormation(event, 'claims', async () => {
      throw new Error('Access Denied')
    })
    const body = { ...about, Status: 'FAILED', Reason: 'Error: Access Denied' }
    expect(answers).toEqual([{ method: 'PUT', contentType: '', body }])
  })

  it('that is not taken is an error, so that Lambda tries again', async () => {
    const { event } = await cloudFormation(500)
    await expect(answerCloudFormation(event, 'claims', async () => {})).rejects.toThrow('500')
  })
})
