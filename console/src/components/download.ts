/**
 * Saves text as a file, without asking anyone for it. As bytes of no type, so that a browser never shows what strangers
 * wrote as a page.
 */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
