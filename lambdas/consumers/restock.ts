import { topology } from '#topology'
import { addStock } from '../../examples/shop/stock.ts'
import { consume } from '../consumer-pipeline.ts'

/** Adds received goods to the stock, once for each event. */
export const handler = consume(topology, 'restock', {
  'stock.received': async ({ data }, ctx) => {
    await ctx.commit([addStock(data, ctx.tables.stock)])
  },
})
