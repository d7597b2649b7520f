import { topology } from '#topology'
import { reserveOrder } from '../../examples/shop/stock.ts'
import { CommitRefused, NonRetriableError } from '../../lib/messaging/errors.ts'
import { consume } from '../consumer-pipeline.ts'

/** Reserves an order's goods, all or none, in one transaction with the ledger. */
export const handler = consume(topology, 'inventory', {
  'order.placed': async ({ data }, ctx) => {
    const reservations = reserveOrder(data.lines, ctx.tables.stock)
    try {
      await ctx.commit(reservations.map(({ item }) => item))
    } catch (error) {
      if (!(error instanceof CommitRefused)) throw error
      const refused = reservations[error.index]?.sku
      throw new NonRetriableError(`SKU '${refused}' is unknown or has too little stock.`, { cause: error })
    }
  },
})
