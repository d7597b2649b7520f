import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The contract of the ledger, on the embedded DynamoDB, and on AWS's own where that is installed. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/adapters/{aws,ledger-unknowns}.test.ts'] },
})
