const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * A day that exists and a time of it; second 60 only where a leap second can be, at the end of a month in UTC.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export function isTimestamp(text: string): boolean {
  const [, day, hour, minute, second, offset] = RFC_3339.exec(text) ?? []
  if (day === undefined || !isDay(day)) return false
  if (second !== '60') return true
  const next = new Date(Date.parse(`${day}T${hour}:${minute}:59${offset?.toUpperCase()}`) + 1_000)
  return next.toISOString().endsWith('-01T00:00:00.000Z')
}

/** JavaScript takes 30 February for a day in March. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}
