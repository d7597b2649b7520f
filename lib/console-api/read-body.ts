import type * as z from 'zod'
import { isUtf8, parseContentType } from '../messaging/content-type.ts'
import { pointerTo } from '../messaging/json-pointer.ts'
import { parseJson } from '../messaging/json-source.ts'
import { quote } from '../messaging/printable.ts'
import { Problem } from '../messaging/problem.ts'
import type { ConsoleRequest } from './dependencies.ts'

/** As the endpoint has it: what API Gateway lets through once the body is base64. */
const MAX_BODY_BYTES = 4 * 1024 * 1024

/**
 * The text of a JSON body. Another content type is refused: a page of a stranger may post a form or text without being
 * asked for permission, and JSON not.
 * @throws Problem
 */
export function bodyText({ headers, body }: ConsoleRequest): string {
  if (body.length > MAX_BODY_BYTES) {
    throw new Problem(
      'too-large',
      `The body has ${body.length} bytes; at most ${MAX_BODY_BYTES} are accepted.`,
    )
  }
  const written = headers['content-type'] ?? ''
  const contentType = parseContentType(written)
  if (contentType?.mediaType !== 'application/json' || !isUtf8(contentType.charset)) {
    const detail = `The content type is ${quote(written)}. Send application/json, in UTF-8.`
    throw new Problem('unsupported-content-type', detail)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (cause) {
    throw new Problem('malformed-request', 'The body is not UTF-8 text.', [], { cause })
  }
}

/**
 * The body as what an operation takes, and nothing else.
 * @throws Problem that points at what is wrong
 */
export function readBody<Schema extends z.ZodType>(schema: Schema, request: ConsoleRequest): z.infer<Schema> {
  const result = schema.safeParse(parsed(bodyText(request)))
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: pointerTo(path),
    detail: message,
  }))
  throw new Problem('malformed-request', 'The body is not what this operation takes: see errors.', errors)
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    const detail = `The body is not JSON that can be accepted: ${(cause as Error).message}.`
    throw new Problem('malformed-request', detail, [], { cause })
  }
}
