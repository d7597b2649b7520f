import { Count } from '../../components/count.tsx'
import { durationText } from '../../components/durations.ts'
import { Rate } from '../../components/rate.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { deadLettersPath, subscriptionPath } from '../../paths.ts'
import type { Branch } from './use-flows.ts'

/** A subscription as the flow ends in it: how it does, and what went wrong. */
export function FlowBranch({ branch: { state, processed, retries } }: { readonly branch: Branch }) {
  const { name, consumer, backlog, oldestAgeSeconds, inFlight, delayed } = state
  return (
    <li className="flow-branch">
      <div className="flow-node">
        <span className="flow-name">
          <a href={`#${subscriptionPath(name)}`}>{name}</a>
          <StateBadge state={consumer} />
        </span>
        <span className="flow-quiet">
          <span>
            <Rate perSecond={processed} /> processed
          </span>
          <span className={backlog ? 'flow-some' : undefined}>
            <Count of={backlog} /> waiting
          </span>
          {oldestAgeSeconds !== undefined && (
            <span className="figure">oldest {durationText(oldestAgeSeconds)}</span>
          )}
          <span>
            <Count of={inFlight === undefined ? undefined : inFlight + (delayed ?? 0)} /> in flight
          </span>
        </span>
        <Trouble branch={{ state, processed, retries }} />
      </div>
    </li>
  )
}

function Trouble({ branch: { state, retries } }: { readonly branch: Branch }) {
  const { name, deadLetters = 0, undelivered = 0 } = state
  if (!retries && deadLetters === 0 && undelivered === 0) return null
  return (
    <span className="flow-quiet">
      {retries ? (
        <span className="flow-warn">
          <Rate perSecond={retries} /> retried
        </span>
      ) : null}
      {deadLetters > 0 && (
        <a className="flow-bad" href={`#${deadLettersPath(name)}`}>
          <Count of={deadLetters} /> dead
        </a>
      )}
      {undelivered > 0 && (
        <a className="flow-bad" href={`#${deadLettersPath(name, 'undelivered')}`}>
          <Count of={undelivered} /> undelivered
        </a>
      )}
    </span>
  )
}
