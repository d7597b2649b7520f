import base from '../../stryker.config.mjs'

/** The conditions that DynamoDB holds the ledger's writes to. Slower by far: each mutant gets a database of its own. */
export default {
  ...base,
  mutate: ['lib/adapters/aws/{conditional-put,ledger-item}.ts', 'lib/adapters/aws/partiql/statement.ts'],
  vitest: { ...base.vitest, configFile: 'test/mutation/ledger-table.config.ts' },
}
