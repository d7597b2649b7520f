import { HELD_BACK } from '../held-back.ts'
import type { ClaimStore, OutgoingMessage, Publisher, SendResult } from '../ports.ts'

/**
 * A publisher that puts the data of large events into the bucket before it sends what points there: a message that is
 * out has its data. What cannot be put is not sent, nor on an ordered topic what comes after it in its group.
 */
export function claimingPublisher(publisher: Publisher, store: ClaimStore): Publisher {
  return {
    async publish(topic, messages, signal) {
      if (messages.every(({ claim }) => claim === undefined))
        return publisher.publish(topic, messages, signal)
      const stored = await Promise.all(messages.map((message) => put(store, message, signal)))
      const failures = holdBack(messages, stored)
      const sendable = messages.filter((_message, index) => failures[index] === undefined)
      const results = sendable.length > 0 ? await publisher.publish(topic, sendable, signal) : []
      const sent = results.values()
      return failures.map((failure) => failure ?? (sent.next().value as SendResult))
    },
  }
}

async function put(
  store: ClaimStore,
  { claim }: OutgoingMessage,
  signal: AbortSignal | undefined,
): Promise<SendResult | undefined> {
  if (!claim) return undefined
  try {
    await store.put(claim.key, claim.bytes, signal)
    return undefined
  } catch (error) {
    const detail = `its data could not be put into the bucket (${(error as Error).name})`
    return { ok: false, retriable: true, code: 'ClaimNotStored', detail }
  }
}

/** Adds those that must not overtake one that failed. */
function holdBack(
  messages: readonly OutgoingMessage[],
  failures: readonly (SendResult | undefined)[],
): (SendResult | undefined)[] {
  const failedGroups = new Set<string | undefined>()
  return messages.map(({ groupId, deduplicationId }, index) => {
    const ordered = deduplicationId !== undefined
    if (ordered && failedGroups.has(groupId)) return HELD_BACK
    if (failures[index]) failedGroups.add(groupId)
    return failures[index]
  })
}
