const CHARACTER = "A-Za-z0-9\\-._~!$&'()*+,;="
const ENCODED = '%[0-9A-Fa-f]{2}'
const oneOf = (more: string): string => `(?:[${CHARACTER}${more}]|${ENCODED})`

const SCHEME = '[A-Za-z][A-Za-z0-9+.\\-]*:'
const AUTHORITY = `//(?:${oneOf(':')}*@)?(?:\\[[${CHARACTER}:]+\\]|${oneOf('')}*)(?::[0-9]*)?(?![^/?#])`
const PATH = `${oneOf(':@/')}*`
const NO_AUTHORITY = '(?!//)'
const NO_COLON_AT_FIRST = '(?![^/?#]*:)'
const REST = `(?:\\?${oneOf(':@/?')}*)?(?:#${oneOf(':@/?')}*)?`

const URI = new RegExp(`^${SCHEME}(?:${AUTHORITY}|${NO_AUTHORITY})${PATH}${REST}$`)
const RELATIVE = new RegExp(`^(?:${AUTHORITY}|${NO_AUTHORITY}${NO_COLON_AT_FIRST})${PATH}${REST}$`)

/** A URI with its scheme. @see https://www.rfc-editor.org/rfc/rfc3986#section-3 */
export function isUri(text: string): boolean {
  return URI.test(text)
}

/** A URI, or one relative to another: `/orders`, `orders/1`, `//example.com`. @see https://www.rfc-editor.org/rfc/rfc3986#section-4.1 */
export function isUriReference(text: string): boolean {
  return URI.test(text) || RELATIVE.test(text)
}
