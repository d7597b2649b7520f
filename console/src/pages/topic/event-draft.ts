import type { PublishRequest, TopicDetail } from '../../../../lib/console-api/answers.ts'
import { checkValue } from '../../schema/check-value.ts'
import type { Fault } from '../../schema/fault.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { jsonOf } from '../../schema/unreadable.ts'

export type EventVersion = TopicDetail['definitions'][number]['versions'][number]

/** What an event may be given besides its data. */
export const ATTRIBUTES = ['id', 'source', 'subject', 'partitionkey'] as const
export type Attributes = Readonly<Partial<Record<(typeof ATTRIBUTES)[number], string>>>

/** The data as fields or as text: whichever was edited last is what will be sent. */
export type DraftData = { readonly fields: unknown } | { readonly text: string }

export interface EventDraft {
  readonly type: string
  readonly version: EventVersion
  /** Without others it need not be told. */
  readonly isOnlyVersion: boolean
  readonly data: DraftData
  readonly attributes: Attributes
}

export const textOf = (data: DraftData): string =>
  'text' in data ? data.text : JSON.stringify(data.fields, undefined, 2)

export const fieldsOf = (data: DraftData): unknown => ('text' in data ? jsonOf(data.text) : data.fields)

/** Where an event has its data: pointers into it begin with this, here as in the endpoint's answers. */
export const DATA = '/data'

/** What can be said against it here. Text is held against the schema as well as fields are. */
export function faultsOf({ data, version }: EventDraft): readonly Fault[] {
  const faults = checkValue(version.schema as Schema, fieldsOf(data))
  return faults.map(({ pointer, detail }) => ({ pointer: `${DATA}${pointer}`, detail }))
}

/** The request's body. Data that was typed as text goes as it was typed: its numbers keep their digits. */
export function bodyOf({ type, version, isOnlyVersion, data, attributes }: EventDraft, id: string): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== '')
  const { data: _, ...head }: PublishRequest = {
    type,
    data: undefined,
    id,
    ...(!isOnlyVersion && { dataschema: version.urn }),
    ...Object.fromEntries(given),
  }
  return `${JSON.stringify(head).slice(0, -1)},"data":${textOf(data)}}`
}
