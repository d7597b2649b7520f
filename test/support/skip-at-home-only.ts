import { relative } from 'node:path'
import { beforeEach } from 'vitest'
import { AT_HOME_ONLY } from './at-home-only.ts'
import { ROOT } from './root.ts'
import { isDeployed } from './target.ts'

/** Set up before every journey: on a deployed stack it passes over those that can only be made at home. Whole files are not run. */
beforeEach(({ task, skip }) => {
  if (!isDeployed) return
  const [file, test] = [relative(ROOT, task.file.filepath), task.fullTestName]
  const found = AT_HOME_ONLY.find((each) => each.file === file && each.test === test)
  if (found) skip(found.reason)
})
