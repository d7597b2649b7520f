import { editRequest, nothing, purgeRequest, redriveRequest } from '../../console-api/requests.ts'
import { jsonSchema } from '../../topology/json-schema.ts'
import type { JsonSchema } from '../json-schema.ts'

/** What the desk's acts take, by the schemas that check it. */
export const REQUEST_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Nothing: jsonSchema('Nothing', nothing),
  EditRequest: jsonSchema('EditRequest', editRequest),
  RedriveRequest: jsonSchema('RedriveRequest', redriveRequest),
  PurgeRequest: jsonSchema('PurgeRequest', purgeRequest),
}
