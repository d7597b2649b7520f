import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { Published, TopicDetail } from '../../../../lib/console-api/answers.ts'
import { AttributeFields } from './attribute-fields.tsx'
import { DataFields } from './data-fields.tsx'
import type { Attributes, DraftData, EventVersion } from './event-draft.ts'
import { Refusal } from './refusal.tsx'
import { usePublish } from './use-publish.ts'

interface PublishFormProps {
  readonly topic: TopicDetail
  readonly definition: TopicDetail['definitions'][number]
  readonly version: EventVersion
  readonly onPublished: (published: Published) => void
}

/** One event of one version of its schema: as fields or as JSON, from an example on. */
export function PublishForm({ topic, definition, version, onPublished }: PublishFormProps) {
  const [data, setData] = useState<DraftData>({ fields: definition.example })
  const [attributes, setAttributes] = useState<Attributes>({})
  const isOnlyVersion = definition.versions.length === 1
  const draft = { type: definition.type, version, isOnlyVersion, data, attributes }
  const { isBusy, refusal, faults, publish } = usePublish(topic.name, draft, onPublished)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void publish()
      }}
    >
      <SpaceBetween size="l">
        <DataFields version={version} data={data} faults={faults} onChange={setData} />
        <AttributeFields
          attributes={attributes}
          isOrdered={topic.ordered}
          faults={faults}
          onChange={setAttributes}
        />
        {refusal !== undefined && <Refusal text={refusal} faults={faults} />}
        <Button variant="primary" formAction="submit" loading={isBusy}>
          Publish
        </Button>
      </SpaceBetween>
    </form>
  )
}
