import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { Published, TopicDetail } from '../../../../lib/console-api/answers.ts'
import { useAddress } from '../../components/use-address.ts'
import { PublishForm } from './publish-form.tsx'
import { PublishedEvent } from './published-event.tsx'

/** Publishes an event of the topic, and watches what becomes of it. */
export function PublishTab({ topic }: { readonly topic: TopicDetail }) {
  const { definitions } = topic
  const [asked, setAsked] = useAddress('type')
  const [askedVersion, setVersion] = useAddress('version')
  const [published, setPublished] = useState<Published & { readonly type: string }>()
  const definition = definitions.find(({ type }) => type === asked) ?? definitions[0]
  if (definition === undefined) return null
  const version = definition.versions.find((each) => each.version === askedVersion) ?? definition.versions[0]
  if (version === undefined) return null
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Publish an event</Header>}>
        <SpaceBetween size="l">
          <Choice
            label="Event"
            values={definitions.map(({ type }) => type)}
            chosen={definition.type}
            onChoose={setAsked}
          />
          {definition.versions.length > 1 && (
            <Choice
              label="Version of its schema"
              values={definition.versions.map((each) => each.version)}
              chosen={version.version}
              onChoose={setVersion}
            />
          )}
          <PublishForm
            key={version.urn}
            topic={topic}
            definition={definition}
            version={version}
            onPublished={(answer) => setPublished({ ...answer, type: definition.type })}
          />
        </SpaceBetween>
      </Container>
      {published && (
        <PublishedEvent key={published.id} topic={topic} published={published} type={published.type} />
      )}
    </SpaceBetween>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly values: readonly string[]
  readonly chosen: string
  readonly onChoose: (value: string) => void
}

function Choice({ label, values, chosen, onChoose }: ChoiceProps) {
  return (
    <FormField label={label}>
      <Select
        options={values.map((value) => ({ value, label: value }))}
        selectedOption={{ value: chosen, label: chosen }}
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? chosen)}
      />
    </FormField>
  )
}
