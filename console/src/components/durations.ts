const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** `90` → `1 min 30 s`: the largest unit that fits, and the next below it. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const start = UNITS.findIndex(([, size]) => whole >= size)
  const [unit, size] = UNITS[start] ?? ['s', 1]
  const next = UNITS[start + 1]
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[1])
  const more = next === undefined || rest === 0 ? '' : ` ${rest} ${next[0]}`
  return `${Math.floor(whole / size)} ${unit}${more}`
}

/** How long before `now` it was; clocks that differ by a little make no event of the future. */
export function agoText(at: number, now: number): string {
  const seconds = (now - at) / 1_000
  if (seconds < -5) return `in ${durationText(-seconds)}`
  return seconds < 1 ? 'now' : `${durationText(seconds)} ago`
}
