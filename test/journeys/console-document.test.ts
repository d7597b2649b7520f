import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { DeadLetters } from '../../lib/console-api/answers.ts'
import { openApiDocument } from '../../lib/docs/openapi-document.ts'
import { CONSOLE_ROUTES, type ConsoleOperation } from '../../lib/topology/console-routes.ts'
import { topology } from '../fixtures/desk/topology.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

interface Answers {
  readonly operationId: string
  readonly responses: Readonly<Record<string, { readonly content?: object; readonly $ref?: string }>>
}
type Path = Readonly<Record<string, Answers>>

const document = openApiDocument(topology) as unknown as {
  readonly paths: Readonly<Record<string, Path>>
  readonly components: { readonly schemas: object }
}
const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ $id: 'document', ...(closed(document) as object) })

/** The operations that have answered as they should, and not refused. */
const answered = new Set<string>()
let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/desk/topology.ts')
})
afterAll(() => stack.close())

/** A document that lets members be added later still has none of them now. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, closed(each)])
  const isSchema = 'properties' in value && 'required' in value && !isDocument(value)
  return Object.fromEntries([...entries, ...(isSchema ? [['unevaluatedProperties', false]] : [])])
}

/** A document of its own specification. */
function isDocument({ properties }: { readonly properties?: unknown }): boolean {
  return ['openapi', 'asyncapi'].some((name) => Object.hasOwn(Object(properties), name))
}

/** Asks the desk, and holds what it answers against what the document says of that status. */
async function ask(operation: ConsoleOperation, names: Record<string, string> = {}, body?: object) {
  const { method, path } = CONSOLE_ROUTES[operation]
  const left = new URLSearchParams(names)
  const written = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    left.delete(name)
    return encodeURIComponent(names[name] ?? '')
  })
  const response = await fetch(new URL(`/console${written}?${left}`, stack.apiUrl), {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type')?.split(';')[0] ?? ''
  const answer: unknown = type.endsWith('json') ? JSON.parse(text) : text
  const key = `/console${path.replace('{topic}', names['topic'] ?? '')}`
  const pointer = ['paths', key, method.toLowerCase(), 'responses', String(response.status)]
  expect(
    mistakes(pointer, type, answer),
    `${method} ${written} answered ${response.status}: ${text.slice(0, 500)}`,
  ).toEqual([])
  if (response.ok) answered.add(operation)
  return { status: response.status, answer }
}

function mistakes(pointer: readonly string[], type: string, answer: unknown): unknown[] {
  let described = pointer.reduce<unknown>(
    (value, step) => (value as Record<string, unknown>)?.[step],
    document,
  )
  let place = pointer
  const { $ref = undefined } = (described ?? {}) as { $ref?: string }
  if ($ref !== undefined) {
    place = $ref.split('/').slice(1)
    described = place.reduce<unknown>((value, step) => (value as Record<string, unknown>)?.[step], document)
  }
  if (!described) return ['this status is not described']
  const steps = [...place, 'content', type, 'schema']
  const path = steps
    .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/')
  const validate = ajv.compile({ $ref: `document#/${path}` })
  return validate(answer) ? [] : (validate.errors ?? [])
}

const subscription = 'scales'
const parcel = (id: string, weight: number) => ({
  ...{ type: 'parcel.sent', source: '/document', id },
  data: { weight },
})

async function untilDead(count: number): Promise<DeadLetters['letters']> {
  return await vi.waitFor(
    async () => {
      const { letters } = (await ask('deadLetters', { subscription })).answer as DeadLetters
      expect(letters).toHaveLength(count)
      return letters
    },
    { timeout: 20_000, interval: 200 },
  )
}

it('every answer of the desk is what its document says, before and after something died', async () => {
  const look = async () => {
    for (const operation of ['session', 'overview', 'traffic', 'audit', 'openapi', 'asyncapi'] as const)
      await ask(operation)
    for (const topic of Object.keys(topology.topics)) await ask('topic', { topic })
    for (const name of Object.keys(topology.subscriptions)) {
      await ask('subscription', { subscription: name })
      await ask('deadLetters', { subscription: name })
      await ask('deadLetters', { subscription: name, queue: 'undelivered' })
    }
    await ask('event', { topic: 'parcels', source: '/document', id: 'first' })
  }
  await look()
  for (const id of ['first', 'second', 'third']) await ask('publish', { topic: 'parcels' }, parcel(id, 500))
  await ask('publish', { topic: 'parcels' }, parcel('light', 1))
  await stack.deadLetterQueue(subscription).send({ body: 'no event', attributes: {} })
  const letters = await untilDead(4)
  for (const { messageId } of letters) {
    await ask('deadLetter', { subscription, messageId })
    await ask('deadLetterTest', { subscription, messageId })
  }
  await ask('deadLetters', { subscription, search: 'heavy', cause: 'NonRetriableError', limit: '1' })
  await ask('pause', { subscription }, {})
  await ask('resume', { subscription }, {})
  const [first, second] = letters.filter(({ id }) => id !== undefined)
  const edit = { data: '{"weight":1}' }
  await ask('edit', { subscription, messageId: first?.messageId ?? '' }, edit)
  await ask('redrive', { subscription }, { selection: 'all', dryRun: true })
  await ask('redrive', { subscription }, { selection: { ids: [second?.id, 'nobody'] } })
  await ask('purge', { subscription }, { selection: { ids: ['nobody'] }, confirm: subscription })
  await look()
  expect([...answered].sort()).toEqual(Object.keys(CONSOLE_ROUTES).sort())
})

it.each([
  ['subscription', { subscription: 'nobody' }, undefined, 404],
  ['traffic', { minutes: 'all' }, undefined, 400],
  ['traffic', { topic: 'news' }, undefined, 404],
  ['deadLetter', { subscription: 'gate', messageId: 'nobody' }, undefined, 404],
  ['pause', { subscription: 'gate' }, { more: 1 }, 400],
  ['pause', { subscription: 'gate' }, undefined, 415],
  ['publish', { topic: 'parcels' }, { type: 'parcel.eaten', data: {} }, 400],
  ['edit', { subscription: 'gate', messageId: 'nobody' }, { data: '{}' }, 404],
  ['purge', { subscription: 'gate' }, { selection: 'all', confirm: 'gates' }, 400],
] as const)('so is every refusal: %s of %j with %j', async (operation, names, body, status) => {
  expect((await ask(operation, names, body)).status).toBe(status)
})
