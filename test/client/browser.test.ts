import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'

/** What every browser of the last years has, and Node 20; nothing of Node's own. */
const WEB = {
  AbortController,
  AbortSignal,
  Headers,
  Response,
  TextEncoder,
  URL,
  URLSearchParams,
  btoa,
  clearTimeout,
  crypto,
  setTimeout,
}

it('is one file of at most 16 KB for a browser, and publishes there, signed', async () => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lib/client/index.ts'],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    globalName: 'omnibus',
  })
  const [bundle] = outputFiles
  expect(bundle?.contents.length).toBeLessThan(16_000)
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.filter((path) => !path.startsWith('lib/client/'))).toEqual([
    expect.stringContaining('node_modules/aws4fetch/'),
  ])

  const requests: { url: string; headers: Headers; body: string }[] = []
  const fetch = async (url: string, { headers, body }: { headers: Headers; body: string }) => {
    requests.push({ url, headers, body })
    return Response.json({ id: 'i', source: '/browser', topic: 'orders', messageId: 'm' }, { status: 202 })
  }
  const context = createContext({ ...WEB, fetch })
  // Younger than Node 20 and than some browsers in use.
  runInContext('delete Promise.withResolvers; delete Array.fromAsync; delete Promise.try', context)
  runInContext(bundle?.text ?? '', context)
  const accepted = await runInContext(
    `omnibus.createClient('https://a.execute-api.eu-west-1.amazonaws.com/v1', {
      source: '/browser',
      autoBatch: true,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    }).publish('orders', { type: 'order.pictured', data: new Uint8Array([1, 2, 255]) })`,
    context,
  )
  expect(accepted).toMatchObject({ accepted: true, id: 'i' })
  expect(requests[0]?.headers.get('authorization')).toMatch(/^AWS4-HMAC-SHA256 Credential=a\//)
  expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ source: '/browser', data_base64: 'AQL/' })
})
