import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { HttpAnswer } from '../local/api/proxy-answer.ts'
import { consoleFile } from '../topology/console-file.ts'
import { consoleHeaders } from '../topology/console-headers.ts'

/** The files of a built web console. */
export interface StaticFiles {
  /** Undefined for what is none of them. */
  answer(method: string, path: string): HttpAnswer | undefined
}

/**
 * Reads them all, once: what is asked for is looked up among their names and never made a path of, and a build that
 * begins meanwhile takes none away.
 */
export async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = new Map<string, HttpAnswer>()
  for (const name of names) {
    const path = `/${relative(folder, name).split(sep).join('/')}`
    files.set(path === '/index.html' ? '/' : path, fileAnswer(path, await readFile(name)))
  }
  return {
    answer(method, path) {
      const file = files.get(path)
      if (!file || method === 'GET') return file
      if (method === 'HEAD') return { ...file, body: '' }
      return {
        status: 405,
        headers: { allow: 'GET, HEAD', 'content-type': 'text/plain' },
        body: 'Files are read.\n',
      }
    },
  }
}

function fileAnswer(path: string, body: Buffer): HttpAnswer {
  const { contentType, cacheControl } = consoleFile(path)
  return {
    status: 200,
    headers: {
      ...consoleHeaders(),
      'content-type': contentType,
      'cache-control': cacheControl,
    },
    body,
  }
}
