import { useAddress } from '../components/use-address.ts'

/** Metrics are kept at home for three hours. */
export const RANGES = [
  { minutes: 15, text: 'Last 15 minutes' },
  { minutes: 60, text: 'Last hour' },
  { minutes: 180, text: 'Last 3 hours' },
] as const

/** How far back charts go: part of the page's address. */
export function useMinutes(): readonly [number, (minutes: number) => void] {
  const [asked, setAsked] = useAddress('minutes')
  const { minutes } = RANGES.find((range) => String(range.minutes) === asked) ?? RANGES[0]
  return [minutes, (chosen) => setAsked(String(chosen))]
}
