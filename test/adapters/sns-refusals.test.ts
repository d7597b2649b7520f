import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { snsClient } from '../../lib/adapters/aws/clients.ts'
import { snsPublisher } from '../../lib/adapters/aws/sns-publisher.ts'
import type { SendResult } from '../../lib/messaging/ports.ts'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** Publishes one message to an SNS that always answers like this. */
async function publishTo(status: number, body: string): Promise<SendResult | undefined> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'text/xml' }).end(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = snsClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials })
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  const publisher = snsPublisher(client, (topic) => `arn:aws:sns:us-east-1:123456789012:${topic}`)
  const [result] = await publisher.publish('orders', [{ body: 'b', attributes: {} }])
  return result
}

const error = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors and its common errors */
describe.concurrent('what SNS refuses', { timeout: 30_000 }, () => {
  it.each([
    ['an outage', 503, error('ServiceUnavailable')],
    ['its own mistake', 500, error('InternalError')],
    ['a gateway on the way', 502, '<html></html>'],
    ['throttling', 400, error('Throttling')],
    ['throttling, by another name', 400, error('RequestLimitExceeded')],
    ['throttling, by its status', 429, ''],
    ['throttled decryption', 400, error('KMSThrottling')],
    ['credentials that expired while the function slept', 403, error('ExpiredToken')],
    ['an answer that says nothing', 200, ''],
  ])('may pass: %s', async (_name, status, body) => {
    expect(await publishTo(status, body)).toMatchObject({ ok: false, retriable: true })
  })

  it.each([
    ['an attribute that cannot be', 400, error('ParameterValueInvalid')],
    ['a missing permission', 403, error('AuthorizationError')],
    ['a key that is switched off', 400, error('KMSDisabled')],
    ['a topic that is gone', 404, error('NotFound')],
  ])('will not pass: %s', async (_name, status, body) => {
    expect(await publishTo(status, body)).toMatchObject({ ok: false, retriable: false })
  })
})
