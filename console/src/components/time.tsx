import { agoText } from './durations.ts'
import { useNow } from './use-now.ts'

const OF_TODAY = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const OF_ANY_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A time in milliseconds since 1970: how long ago, and when; the exact one is in its title. */
export function Time({ at }: { readonly at: number }) {
  const now = useNow()
  const when = new Date(at)
  const isToday = when.toDateString() === new Date(now).toDateString()
  return (
    <time dateTime={when.toISOString()} title={when.toISOString()}>
      {agoText(at, now)} ({(isToday ? OF_TODAY : OF_ANY_DAY).format(when)})
    </time>
  )
}
