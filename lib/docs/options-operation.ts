import type { Topology } from '../topology/types.ts'
import type { JsonSchema } from './json-schema.ts'
import { problemResponses } from './problem-responses.ts'

export function optionsOperation(_topology: Topology, topic: string): JsonSchema {
  const ask = (name: string, schema: JsonSchema): JsonSchema => ({ name, in: 'header', schema })
  const may = (description: string, schema: JsonSchema): JsonSchema => ({ description, schema })
  const text = { type: 'string' }
  const count = { type: 'integer', minimum: 1 }
  return {
    summary: `Tells whether a sender of webhooks, or a page, may publish to topic '${topic}'.`,
    externalDocs: { url: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md' },
    parameters: [
      ask('WebHook-Request-Origin', text),
      ask('WebHook-Request-Rate', text),
      ask('Access-Control-Request-Headers', text),
    ],
    responses: {
      204: {
        description: 'Permission is in the header fields; without them there is none.',
        headers: {
          Allow: may('The methods that there are.', text),
          'WebHook-Allowed-Origin': may('Who may deliver here.', text),
          'WebHook-Allowed-Rate': may('Requests a minute.', count),
          'Access-Control-Allow-Methods': may('For pages of declared origins.', text),
          'Access-Control-Allow-Headers': may('For pages of declared origins.', text),
          'Access-Control-Max-Age': may('Seconds.', count),
        },
      },
      ...problemResponses(),
    },
  }
}
