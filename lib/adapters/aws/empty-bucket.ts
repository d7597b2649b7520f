import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  type ObjectIdentifier,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Connection } from './clients.ts'

/** Deletes every object of a bucket, a thousand at a time, as many as S3 lists. One that is gone already is empty. */
export async function emptyBucket(bucket: string, connection: Connection = {}): Promise<void> {
  const client = new S3Client(connection)
  for (let objects = await list(client, bucket); objects.length > 0; objects = await list(client, bucket)) {
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    )
    const [error] = Errors
    if (error) throw new Error(`${Errors.length} objects cannot be deleted: ${error.Key}: ${error.Message}`)
  }
}

async function list(client: S3Client, bucket: string): Promise<ObjectIdentifier[]> {
  try {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }))
    return Contents.map(({ Key }) => ({ Key }))
  } catch (error) {
    if (error instanceof NoSuchBucket) return []
    throw error
  }
}
