import type { ClaimStore } from '../../messaging/ports.ts'
import { type Connection, PATIENCE } from './clients.ts'

/**
 * The bucket on S3. Its SDK is loaded when the first large event comes by, so that no other pays for it in a cold
 * start. An object counts as absent when S3 says 404, for which the caller needs s3:ListBucket; without that S3 says
 * 403, which may also be a mistake in a policy that passes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function s3ClaimStore(bucket: string, connection: Connection = {}): ClaimStore {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-s3')
    return { sdk, client: new sdk.S3Client({ ...connection, ...PATIENCE }) }
  }
  let loading: ReturnType<typeof load> | undefined
  const open = (): ReturnType<typeof load> => {
    loading ??= load()
    return loading
  }
  return {
    bucket,
    async put(Key, Body, abortSignal) {
      const { sdk, client } = await open()
      await client.send(
        new sdk.PutObjectCommand({ Bucket: bucket, Key, Body }),
        abortSignal && { abortSignal },
      )
    },
    async get(Key, maxBytes) {
      const { sdk, client } = await open()
      try {
        const { Body, ContentLength = 0 } = await client.send(
          new sdk.GetObjectCommand({ Bucket: bucket, Key }),
        )
        if (ContentLength <= maxBytes) return await Body?.transformToByteArray()
        await Body?.transformToWebStream().cancel()
        return undefined
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
  }
}
