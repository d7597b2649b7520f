import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentials } from '../../lib/client/index.ts'

/** A request as it arrived. */
export interface SignedRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The `Authorization` of a POST to API Gateway as AWS's own signer writes it, for the headers that the request says it
 * signs and the time that it says it was signed at. Equal to the request's when that is right.
 */
export async function expectedAuthorization(
  { url, headers, body }: SignedRequest,
  credentials: AwsCredentials,
  region: string,
): Promise<string | undefined> {
  const { protocol, host, pathname, searchParams } = new URL(url)
  const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1]?.split(';') ?? []
  const signed = names.map((name) => [name, name === 'host' ? host : (headers[name] ?? '')])
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  })
  const request = {
    method: 'POST',
    protocol,
    hostname: host,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(signed) as Record<string, string>,
    body,
  }
  const result = await signer.sign(request, { signingDate: dateOf(headers['x-amz-date'] ?? '') })
  return result.headers['authorization']
}

/** `20260101T000000Z` */
function dateOf(text: string): Date {
  return new Date(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

class Sha256 {
  private readonly hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret)
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key)
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest()
  }

  reset(): void {
    throw new Error('Each hash is used once.')
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}
