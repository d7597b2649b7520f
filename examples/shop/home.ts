import type { StartHome } from '../../lib/local/home.ts'
import { startPaymentProvider } from './payment-provider.ts'

const FIRST_STOCK = [
  { sku: 'espresso-beans-1kg', quantity: 100 },
  { sku: 'moka-pot', quantity: 20 },
]

/** The shop at home: a provider to pay with, and goods on the shelves. */
const startHome: StartHome = async () => {
  const provider = await startPaymentProvider()
  return {
    environment: { PAYMENT_PROVIDER_URL: provider.url },
    example: { topic: 'orders', file: 'examples/shop/order-placed.json' },
    async ready(apiUrl) {
      for (const goods of FIRST_STOCK) await receiveStock(apiUrl, goods)
    },
    close: () => provider.close(),
  }
}
export default startHome

/** Through the front door. The id makes it the same event in every start, so kept stock is not added to again. */
async function receiveStock(apiUrl: string, goods: { sku: string; quantity: number }): Promise<void> {
  const event = { type: 'stock.received', source: '/shop/opening', id: `opening-${goods.sku}`, data: goods }
  const response = await fetch(`${apiUrl}/topics/stock/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  })
  if (!response.ok)
    throw new Error(`The first stock was refused: ${response.status} ${await response.text()}`)
}
