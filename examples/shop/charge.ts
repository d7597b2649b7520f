/** An answer of the payment provider. */
export type Charge =
  | { readonly status: 'captured' }
  | { readonly status: 'declined'; readonly reason: string }

export interface ChargeRequest {
  readonly amount: number
  readonly currency: string
  readonly reference: string
}

/**
 * Charges a customer at the provider. Not in the ledger's transaction, so the key goes along: the provider charges
 * once for a key, however often it is asked.
 * @throws Error when the provider did not decide: trying again is right
 */
export async function charge(
  providerUrl: string,
  request: ChargeRequest,
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<Charge> {
  const response = await fetch(new URL('/charges', providerUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(request),
    signal,
  })
  if (!response.ok) throw new Error(`The payment provider answered ${response.status}.`)
  return (await response.json()) as Charge
}
