import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { consoleFile } from '../../topology/console-file.ts'
import type { Connection } from './clients.ts'

const ENTRANCE = 'index.html'
/** What is built is that of home. */
const CONFIG = 'config.json'

/**
 * Puts the built console into its bucket, with the configuration of its deployment. The page comes last: it names files
 * that are there by then. Those of the version before stay, for whoever has its page open.
 */
export async function installConsole(
  folder: string,
  bucket: string,
  config: string,
  connection: Connection = {},
): Promise<void> {
  const client = new S3Client(connection)
  const put = async (Key: string, Body: Buffer | string): Promise<unknown> => {
    const { contentType: ContentType, cacheControl: CacheControl } = consoleFile(Key)
    return client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType, CacheControl }))
  }
  const keys = await filesIn(folder)
  if (!keys.includes(ENTRANCE)) throw new Error(`${folder} holds no console: there is no ${ENTRANCE}.`)
  const others = keys.filter((key) => key !== ENTRANCE && key !== CONFIG)
  for (const key of others) await put(key, await readFile(join(folder, key)))
  await put(CONFIG, config)
  await put(ENTRANCE, await readFile(join(folder, ENTRANCE)))
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}
