import type { Branch } from './use-flows.ts'

/** A square of 100 that is stretched to its place; lines keep their width. */
const SIDE = 100
const MIDDLE = SIDE / 2
const WIDEST = 6

/** From a topic to each of its subscriptions: the wider, the more flows; dashed where nothing can; red where some died. */
export function FlowEdges({ branches }: { readonly branches: readonly Branch[] }) {
  return (
    <div className="flow-edges">
      <svg viewBox={`0 0 ${SIDE} ${SIDE}`} preserveAspectRatio="none" aria-hidden="true">
        {branches.map((branch, index) => {
          const end = ((index + 0.5) / branches.length) * SIDE
          return (
            <path
              key={branch.state.name}
              className={`flow-edge ${looksOf(branch)}`}
              d={`M0 ${MIDDLE} C ${MIDDLE} ${MIDDLE}, ${MIDDLE} ${end}, ${SIDE} ${end}`}
              strokeWidth={widthOf(branch.processed ?? 0)}
            />
          )
        })}
      </svg>
    </div>
  )
}

function looksOf({ state, processed }: Branch): string {
  if (state.consumer !== 'ENABLED') return 'flow-edge-still'
  const dead = (state.deadLetters ?? 0) + (state.undelivered ?? 0) > 0
  return `${dead ? 'flow-edge-bad' : ''} ${processed ? 'flow-edge-live' : ''}`
}

const widthOf = (perSecond: number): number => Math.min(WIDEST, 1.5 + Math.log10(1 + perSecond))
