import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installConsole } from '../../lib/adapters/aws/install-console.ts'
import { type Fauxqs, startFauxqs } from '../../lib/local/emulators/start-fauxqs.ts'
import { temporaryProject } from '../infrastructure/support/temporary-project.ts'

const BUCKET = 'console'
const CONFIG = '{"signIn":{"authority":"https://login.example.com"}}'
let fauxqs: Fauxqs
let connection: {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
}
let s3: S3Client
beforeAll(async () => {
  fauxqs = await startFauxqs()
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  connection = { endpoint: fauxqs.url, region: 'us-east-1', credentials }
  s3 = new S3Client({ ...connection, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
})
afterAll(async () => {
  s3?.destroy()
  await fauxqs?.close()
})

const built = (page: string, asset: string) =>
  temporaryProject({
    'index.html': page,
    'config.json': '{}',
    [`assets/${asset}`]: 'run()',
    'icon.svg': '<svg/>',
  })

async function served(Key: string) {
  const { Body, ContentType, CacheControl } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
  return { text: await Body?.transformToString(), ContentType, CacheControl }
}

describe('the console in its bucket', () => {
  it('has every file as a browser wants it, and the configuration of the deployment', async () => {
    await installConsole(built('<h1>1</h1>', 'index-1.js'), BUCKET, CONFIG, connection)
    expect(await served('index.html')).toEqual({
      text: '<h1>1</h1>',
      ContentType: 'text/html; charset=utf-8',
      CacheControl: 'no-cache',
    })
    expect(await served('assets/index-1.js')).toEqual({
      text: 'run()',
      ContentType: 'text/javascript; charset=utf-8',
      CacheControl: 'public, max-age=31536000, immutable',
    })
    expect(await served('config.json')).toEqual({
      text: CONFIG,
      ContentType: 'application/json',
      CacheControl: 'no-cache',
    })
  })

  it('takes the place of the version before, whose files stay for whoever has its page open', async () => {
    await installConsole(built('<h1>2</h1>', 'index-2.js'), BUCKET, CONFIG, connection)
    expect((await served('index.html')).text).toBe('<h1>2</h1>')
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(Contents.map(({ Key }) => Key)).toEqual(
      expect.arrayContaining(['assets/index-1.js', 'assets/index-2.js']),
    )
  })

  it('is not touched where nothing was built', async () => {
    const nothing = temporaryProject({ 'notes.txt': '' })
    await expect(installConsole(nothing, BUCKET, CONFIG, connection)).rejects.toThrow(
      'there is no index.html',
    )
    expect((await served('index.html')).text).toBe('<h1>2</h1>')
  })
})
