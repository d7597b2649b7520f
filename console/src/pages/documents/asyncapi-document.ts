import { type JsonSchema, resolved } from './json-schema.ts'

interface Reference {
  readonly $ref?: string
}

/** AsyncAPI 3, as far as it is shown. */
export interface AsyncApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly channels: Readonly<Record<string, AsyncChannel>>
  readonly operations: Readonly<Record<string, AsyncOperation>>
}

export interface AsyncChannel {
  readonly title?: string
  readonly address?: string | null
  readonly description?: string
  readonly messages?: Readonly<Record<string, AsyncMessage>>
}

export interface AsyncOperation {
  readonly action: string
  readonly summary?: string
  readonly channel: Reference
}

export interface AsyncMessage extends Reference {
  readonly name?: string
  readonly title?: string
  readonly summary?: string
  readonly description?: string
  readonly headers?: JsonSchema
  /** A schema, or one with its format. */
  readonly payload?: JsonSchema & { readonly schema?: JsonSchema }
}

/** What is done on a channel. */
export const operationsOn = (
  { operations }: AsyncApiDocument,
  channel: string,
): readonly (readonly [string, AsyncOperation])[] =>
  Object.entries(operations).filter(
    ([
      ,
      {
        channel: { $ref },
      },
    ]) => $ref === `#/channels/${channel}`,
  )

export const messagesOf = (
  document: AsyncApiDocument,
  { messages = {} }: AsyncChannel,
): readonly AsyncMessage[] => Object.values(messages).map((message) => resolved(document, message))
