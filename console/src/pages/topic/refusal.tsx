import Alert from '@cloudscape-design/components/alert'
import { useIntoView } from '../../components/use-into-view.ts'
import type { Fault } from '../../schema/fault.ts'

interface RefusalProps {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** Why an event was not published: as a whole, and place by place, for faults that have no field of their own too. */
export function Refusal({ text, faults }: RefusalProps) {
  const into = useIntoView()
  return (
    <div role="alert" ref={into}>
      <Alert type="error" header="Not published">
        {text}
        {faults.length > 0 && (
          <ul>
            {faults.map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`}>
                <code>{pointer === '' ? 'the event' : pointer}</code>: {detail}
              </li>
            ))}
          </ul>
        )}
      </Alert>
    </div>
  )
}
