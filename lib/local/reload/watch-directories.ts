import { existsSync, type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

export interface DirectoryWatcher {
  /** Watches these too; those that are watched already stay as they are. */
  add(directories: Iterable<string>): void
  close(): void
}

/** Editors write a file in several steps. */
const SETTLE_MILLISECONDS = 50

/** Watches directories, not files: many editors replace a file when they save it, and a watch on it would be lost. */
export function watchDirectories(
  onChange: (changed: ReadonlySet<string>) => Promise<void>,
): DirectoryWatcher {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const settle = (): void => {
    const settled = changed
    changed = new Set()
    void onChange(settled)
  }
  const note = (path: string): void => {
    changed.add(path)
    clearTimeout(timer)
    timer = setTimeout(settle, SETTLE_MILLISECONDS)
  }
  return {
    add(directories) {
      for (const directory of directories) {
        if (watchers.has(directory) || !existsSync(directory)) continue
        const watcher = watch(directory, (_event, file) => file !== null && note(join(directory, file)))
        // A directory that goes away has nothing more to tell.
        watcher.on('error', () => {
          watcher.close()
          watchers.delete(directory)
        })
        watchers.set(directory, watcher)
      }
    },
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
