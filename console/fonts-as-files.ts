import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const INLINE_FONT = /url\(data:font\/woff2;base64,([A-Za-z0-9+/=]+)\)/g

/**
 * Cloudscape's style sheet carries its fonts as data:, which the console's policy forbids. As files they are allowed, and
 * only those that a page shows are fetched.
 */
export function fontsAsFiles(): Plugin {
  return {
    name: 'fonts-as-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue
        asset.source = String(asset.source).replace(INLINE_FONT, (_url, base64: string) => {
          const source = Buffer.from(base64, 'base64')
          const digest = createHash('sha256').update(source).digest('hex').slice(0, 8)
          this.emitFile({ type: 'asset', fileName: `assets/font-${digest}.woff2`, source })
          return `url(font-${digest}.woff2)`
        })
      }
    },
  }
}
