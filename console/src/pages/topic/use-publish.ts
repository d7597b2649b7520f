import { useState } from 'react'
import type { Published } from '../../../../lib/console-api/answers.ts'
import { useAction } from '../../components/use-action.ts'
import { DeskError, desk } from '../../desk.ts'
import type { Fault } from '../../schema/fault.ts'
import { bodyOf, type EventDraft, faultsOf } from './event-draft.ts'

export interface Publishing {
  readonly isBusy: boolean
  /** In a sentence or two; undefined while nothing was tried, or nothing is wrong. */
  readonly refusal: string | undefined
  /** Pointers are into the event. */
  readonly faults: readonly Fault[]
  /** Whether it was published. */
  readonly publish: () => Promise<boolean>
}

/**
 * Checks a draft, publishes it, and keeps what is said against it. Until an event is published it keeps its id: when the
 * answer was lost, to publish again makes no second event.
 */
export function usePublish(
  topic: string,
  draft: EventDraft,
  onPublished: (published: Published) => void,
): Publishing {
  const [isTried, setIsTried] = useState(false)
  const [id, setId] = useState(() => crypto.randomUUID())
  const own = isTried ? faultsOf(draft) : []
  const { isBusy, error, run, reset } = useAction(async () => {
    onPublished(await desk('publish', { topic }, bodyOf(draft, id)))
    setIsTried(false)
    setId(crypto.randomUUID())
  })
  const publish = async () => {
    setIsTried(true)
    if (faultsOf(draft).length === 0) return run()
    reset()
    return false
  }
  const theirs = error instanceof DeskError ? error.faults : []
  const said = error instanceof DeskError ? error.detail : error?.message
  return {
    isBusy,
    refusal: own.length > 0 ? 'The data does not fit the schema yet. Nothing was published.' : said,
    faults: [...own, ...theirs],
    publish,
  }
}
