import { HELD_BACK } from '../held-back.ts'
import type { Transmission } from './transmission.ts'

/**
 * How the calls of an ordered topic are made. Calls that share a group follow one another, in the order in which this
 * is called for them. Once a message of a group has failed, its later ones are not sent: none overtakes it. What SNS
 * refuses from the midst of a call is sent again alone, once, unless SNS took a later message of its group.
 */
export function sendInOrder(transmission: Transmission): (call: readonly number[]) => Promise<void> {
  const lastCallOf = new Map<string, Promise<void>>()
  const failedGroups = new Set<string>()
  return (call) => {
    const groups = new Set(call.map((index) => transmission.groupOf(index)))
    const earlier = [...groups].map((group) => lastCallOf.get(group))
    const running = Promise.all(earlier).then(() => sendCall(transmission, call, failedGroups))
    for (const group of groups) lastCallOf.set(group, running)
    return running
  }
}

async function sendCall(
  transmission: Transmission,
  call: readonly number[],
  failedGroups: Set<string>,
): Promise<void> {
  const isHeldBack = (index: number): boolean => failedGroups.has(transmission.groupOf(index))
  for (const index of call.filter(isHeldBack)) transmission.results[index] = HELD_BACK
  const sendable = call.filter((index) => !isHeldBack(index))
  if (sendable.length === 0) return
  const failed = await transmission.send(sendable)
  if (failed.length === 0) return
  const repeatable = new Set(failed.filter((index) => mayRepeat(transmission, index, sendable)))
  const inPart = failed.length < sendable.length
  const hasTime = inPart && repeatable.size > 0 && (await transmission.pause())
  for (const index of failed) {
    if (hasTime && repeatable.has(index) && !isHeldBack(index)) await transmission.send([index])
    if (!transmission.isAccepted(index)) failedGroups.add(transmission.groupOf(index))
  }
}

function mayRepeat(transmission: Transmission, index: number, call: readonly number[]): boolean {
  const group = transmission.groupOf(index)
  const overtaken = call.some(
    (other) => other > index && transmission.groupOf(other) === group && transmission.isAccepted(other),
  )
  return transmission.mayPass(index) && !overtaken
}
