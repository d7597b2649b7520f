import { useSession } from '../../session.ts'
import { useDesk } from '../../use-desk.ts'
import { type LettersView, queueParameter } from './letters-view.ts'

/** As many as the list holds; a search or a group brings others into it. */
const LIST_LIMIT = 1_000
/** A new one is to be seen within three seconds, its delivery included. On AWS every look is some calls. */
const SECONDS = { home: 1, aws: 2 }
/** Every look takes each dead letter into hand: very many are looked at less often. */
const MANY = 500
const SECONDS_FOR_MANY = 15

/** The dead letters that fit the view, asked for again and again. Not while they are redriven, which needs them. */
export function useDeadLetters(subscription: string, view: LettersView, isRedriving: boolean) {
  const { stage } = useSession()
  const { cause, search } = view
  const parameters = {
    ...{ subscription, limit: LIST_LIMIT },
    ...queueParameter(view),
    ...(cause !== undefined && { cause }),
    ...(search !== '' && { search }),
  }
  const total = useDesk('deadLetters', parameters, { enabled: false }).data?.total ?? 0
  return useDesk('deadLetters', parameters, {
    everySeconds: total > MANY ? SECONDS_FOR_MANY : stage === 'home' ? SECONDS.home : SECONDS.aws,
    enabled: !isRedriving,
    keepPrevious: true,
  })
}
