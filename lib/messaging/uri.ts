const CHARACTER = "A-Za-z0-9\\-._~!$&'()*+,;="
const ENCODED = '%[0-9A-Fa-f]{2}'
const oneOf = (more: string): string => `(?:[${CHARACTER}${more}]|${ENCODED})`

const SCHEME = '[A-Za-z][A-Za-z0-9+.\\-]*:'
const AUTHORITY = `//(?:${oneOf(':')}*@)?(?:\\[[${CHARACTER}:]+\\]|${oneOf('')}*)(?::[0-9]*)?`
const PATH = `${oneOf(':@/')}*`
const WITH_AUTHORITY = `${AUTHORITY}(?:/${PATH})?`
/** Two slashes at first would begin an authority. */
const ABSOLUTE_PATH = `/(?:${oneOf(':@')}${PATH})?`
const ROOTLESS_PATH = `(?:${oneOf(':@')}${PATH})?`
/** A colon in its first segment would end a scheme. */
const RELATIVE_PATH = `(?:${oneOf('@')}+(?:/${PATH})?)?`
const REST = `(?:\\?${oneOf(':@/?')}*)?(?:#${oneOf(':@/?')}*)?`

const URI = new RegExp(`^${SCHEME}(?:${WITH_AUTHORITY}|${ABSOLUTE_PATH}|${ROOTLESS_PATH})${REST}$`)
const RELATIVE = new RegExp(`^(?:${WITH_AUTHORITY}|${ABSOLUTE_PATH}|${RELATIVE_PATH})${REST}$`)

/** A URI with its scheme. @see https://www.rfc-editor.org/rfc/rfc3986#section-3 */
export function isUri(text: string): boolean {
  return URI.test(text)
}

/** A URI, or one relative to another: `/orders`, `orders/1`, `//example.com`. @see https://www.rfc-editor.org/rfc/rfc3986#section-4.1 */
export function isUriReference(text: string): boolean {
  return URI.test(text) || RELATIVE.test(text)
}
