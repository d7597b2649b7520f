import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { Page } from '../../components/page.tsx'
import { eventPath } from '../../paths.ts'
import { useSession } from '../../session.ts'

/** Asks for one event by what identifies it. */
export default function FindEventPage() {
  const { topics } = useSession()
  const navigate = useNavigate()
  const [topic, setTopic] = useState(topics[0] ?? '')
  const [source, setSource] = useState('')
  const [id, setId] = useState('')
  const find = (event: FormEvent) => {
    event.preventDefault()
    if (source !== '' && id !== '') void navigate(eventPath(topic, { source, id }))
  }
  return (
    <Page title="Events" description="What became of one event, in each subscription of its topic.">
      <Container>
        <form onSubmit={find}>
          <SpaceBetween size="m">
            <FormField label="Topic">
              <Select
                selectedOption={{ value: topic, label: topic }}
                options={topics.map((name) => ({ value: name, label: name }))}
                onChange={({ detail }) => setTopic(detail.selectedOption.value ?? topic)}
              />
            </FormField>
            <FormField label="Source" description="Of the event: the answer to its publishing has it.">
              <Input value={source} onChange={({ detail }) => setSource(detail.value)} />
            </FormField>
            <FormField label="Id">
              <Input value={id} onChange={({ detail }) => setId(detail.value)} />
            </FormField>
            <Button variant="primary" formAction="submit" disabled={source === '' || id === ''}>
              Show what became of it
            </Button>
          </SpaceBetween>
        </form>
      </Container>
    </Page>
  )
}
