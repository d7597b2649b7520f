/** A media type with what matters of its parameters. */
export interface ContentType {
  /** In lower case, without parameters: `application/json`. */
  readonly mediaType: string
  /** In lower case. */
  readonly charset: string | undefined
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}`)
const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(${TOKEN})=(${TOKEN}|"(?:[^"\\\\]|\\\\.)*")`, 'gy')
/** UTF-8 and what is a part of it. */
const UTF_8 = ['utf-8', 'utf8', 'us-ascii']

/**
 * Reads a Content-Type or a `datacontenttype`; undefined when it is neither.
 * @see https://www.rfc-editor.org/rfc/rfc2046
 */
export function parseContentType(text: string): ContentType | undefined {
  const mediaType = MEDIA_TYPE.exec(text)?.[0]
  if (mediaType === undefined) return undefined
  const rest = text.slice(mediaType.length)
  const parameters = [...rest.matchAll(PARAMETER)]
  const end = parameters.reduce((sum, [whole]) => sum + whole.length, 0)
  if (!/^[ \t]*$/.test(rest.slice(end))) return undefined
  const charset = parameters.find(([, name]) => name?.toLowerCase() === 'charset')?.[2]
  return {
    mediaType: mediaType.toLowerCase(),
    charset: charset
      ?.replace(/^"(.*)"$/, '$1')
      .replaceAll('\\', '')
      .toLowerCase(),
  }
}

/** True for `application/json`, `text/json`, `application/vnd.x+json` and the absent type, which means JSON. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  return /^[^/]+\/(json|[^/]+\+json)$/.test(parseContentType(contentType)?.mediaType ?? '')
}

/** Whether a charset, or none, allows for UTF-8. */
export function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || UTF_8.includes(charset)
}

/** Whether bytes of this type are text, as far as they are UTF-8: `text/*`, XML, and what says that it is UTF-8. */
export function isText(contentType: string): boolean {
  const { mediaType = '', charset } = parseContentType(contentType) ?? {}
  return isUtf8(charset) && (charset !== undefined || /^text\/|[/+]xml$/.test(mediaType))
}
