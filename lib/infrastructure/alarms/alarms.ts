import { canaryLost } from './canary-lost.ts'
import { consumerFailing } from './consumer-failing.ts'
import { deadLetters } from './dead-letters.ts'
import { endpointErrors } from './endpoint-errors.ts'
import { endpointRefusals } from './endpoint-refusals.ts'
import { endpointSlow } from './endpoint-slow.ts'
import { ledgerErrors } from './ledger-errors.ts'
import { ledgerThrottled } from './ledger-throttled.ts'
import { lostOnTheWay } from './lost-on-the-way.ts'
import { oldestMessage } from './oldest-message.ts'
import { undelivered } from './undelivered.ts'
import { unreadableAttributes } from './unreadable-attributes.ts'

/** Every alarm there is, by what has it. Each of a subscription's costs as often as there are subscriptions. */
export const ALARMS = {
  subscription: [deadLetters, undelivered, oldestMessage, consumerFailing],
  topic: [lostOnTheWay, unreadableAttributes],
  canary: [canaryLost],
  endpoint: [endpointErrors, endpointRefusals, endpointSlow],
  ledger: [ledgerThrottled, ledgerErrors],
} as const
