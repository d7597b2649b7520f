import { randomUUID } from 'node:crypto'
import { consoleApi } from '../console-api/console-api.ts'
import type { ConsoleCaller, ConsoleDependencies } from '../console-api/dependencies.ts'
import { routeOf } from '../console-api/route-of.ts'
import type { Site, SiteRequest } from '../local/api/site.ts'
import { CONSOLE_STAGE } from '../topology/console-routes.ts'
import type { StaticFiles } from './static-files.ts'

/** Nobody limits it but the patience of the one who waits. */
const ANSWER_MILLISECONDS = 60_000
const DESK_PATH = `/${CONSOLE_STAGE}/`

/** Files beside the API: in `/assets/`, and what has a name like `icon.svg`. */
const FILE = /^\/(?:assets\/.*|[^/]+\.\w+)?$/

/**
 * The web console and the API of its desk, for the one at this machine. Its files may still be in the making: whoever asks
 * for one waits. Undefined where there are none.
 */
export function consoleSite(
  deps: ConsoleDependencies,
  caller: ConsoleCaller,
  files: Promise<StaticFiles | undefined>,
): Site {
  const desk = consoleApi(deps)
  return {
    owns: (path) => path.startsWith(DESK_PATH) || FILE.test(path),
    async answer(request) {
      const { pathname } = request.url
      if (!pathname.startsWith(DESK_PATH)) {
        return (await files)?.answer(request.method, pathname) ?? NO_FILE
      }
      return await desk({ ...deskRequest(request), caller })
    },
  }
}

const NO_FILE = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'There is no such file. Load the console again, or build it: npm run console:build\n',
}

function deskRequest({ method, url, headers, body }: SiteRequest) {
  const single = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return {
    ...routeOf(method, url.pathname.slice(DESK_PATH.length - 1)),
    headers: Object.fromEntries(single) as Record<string, string>,
    query: Object.fromEntries(url.searchParams),
    body,
    requestId: randomUUID(),
    remainingMilliseconds: ANSWER_MILLISECONDS,
  }
}
