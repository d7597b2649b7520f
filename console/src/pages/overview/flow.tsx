import { Rate } from '../../components/rate.tsx'
import { topicPath } from '../../paths.ts'
import { FlowBranch } from './flow-branch.tsx'
import { FlowEdges } from './flow-edges.tsx'
import './flow.css'
import type { TopicFlow } from './use-flows.ts'

/**
 * The bus as it flows: topics on the left, what listens to them on the right. It is a list of lists, so it reads without
 * the drawing, and every node is a link.
 */
export function Flow({ flows }: { readonly flows: readonly TopicFlow[] }) {
  return (
    <ul className="flow" aria-label="Topics and their subscriptions">
      {flows.map((flow) => (
        <FlowOfTopic key={flow.topic.name} flow={flow} />
      ))}
    </ul>
  )
}

function FlowOfTopic({ flow: { topic, published, branches } }: { readonly flow: TopicFlow }) {
  return (
    <li className="flow-topic">
      <div className="flow-source">
        <div className="flow-node">
          <a href={`#${topicPath(topic.name)}`}>{topic.name}</a>
          <span className="flow-quiet">
            <Rate perSecond={published} /> published
          </span>
          {topic.ordered && <span className="flow-quiet">in order</span>}
        </div>
      </div>
      <FlowEdges branches={branches} />
      {branches.length === 0 ? (
        <p className="flow-quiet flow-nobody">Nothing listens.</p>
      ) : (
        <ul className="flow-branches" aria-label={`Subscriptions of ${topic.name}`}>
          {branches.map((branch) => (
            <FlowBranch key={branch.state.name} branch={branch} />
          ))}
        </ul>
      )}
    </li>
  )
}
