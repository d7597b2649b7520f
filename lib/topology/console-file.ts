const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2',
}
const UNKNOWN = 'application/octet-stream'

/** Files in `assets/` have a digest of their content in their names. */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** Kept, and asked for again each time: another version has the same name. */
const ASK_AGAIN = 'no-cache'

/** How a file of the built console is served, by its path from the root. */
export function consoleFile(path: string): { readonly contentType: string; readonly cacheControl: string } {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? ''
  return {
    contentType: (Object.hasOwn(TYPES, extension) && TYPES[extension]) || UNKNOWN,
    cacheControl: /^\/?assets\//.test(path) ? FOR_EVER : ASK_AGAIN,
  }
}
