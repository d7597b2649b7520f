import { expect, it } from 'vitest'
import { keptLogs } from '../../lib/local/aws-api/kept-logs.ts'
import { logsApi } from '../../lib/local/aws-api/logs-api.ts'
import type { ApiCall } from '../../lib/local/aws-api/own-api.ts'

const call = (body: object, target = 'Logs_20140328.FilterLogEvents') =>
  ({ method: 'POST', path: '/', query: {}, target, body }) as ApiCall

it('FilterLogEvents gives the lines of a log group from a time on, page by page, the last ten thousand at least', () => {
  let now = 1
  const logs = keptLogs(() => now++)
  const api = logsApi(logs)
  const read = (body: object) =>
    api(call({ logGroupName: 'g', ...body }))?.body as { events: { message: string }[] }
  for (let index = 0; index < 25_000; index += 1) logs.keep('g', `{"message":"${index}"}`)
  logs.keep('other', 'x')
  const first = read({ startTime: 14_001 }) as ReturnType<typeof read> & { nextToken: string }
  expect(first.events).toHaveLength(10_000)
  expect(first.events[0]?.message).toBe('{"message":"14000"}')
  const second = read({ startTime: 14_001, nextToken: first.nextToken })
  expect(second.events.map(({ message }) => message).at(-1)).toBe('{"message":"24999"}')
  expect(first.events.length + second.events.length).toBe(11_000)
  expect(second).not.toHaveProperty('nextToken')
  expect(logs.linesOf('g').length).toBeLessThanOrEqual(20_000)
})

it('FilterLogEvents refuses what it cannot do, and knows no lines of others', () => {
  const logs = keptLogs()
  logs.keep('g', 'plain')
  const api = logsApi(logs)
  expect(api(call({ logGroupName: 'g', filterPattern: 'ERROR' }))).toMatchObject({ status: 400 })
  expect(api(call({}))).toMatchObject({ status: 400 })
  expect(api(call({ logGroupName: 'nobody' }))).toEqual({ status: 200, body: { events: [] } })
  expect(api(call({ logGroupName: 'g' }, 'Logs_20140328.PutLogEvents'))).toBeUndefined()
})
