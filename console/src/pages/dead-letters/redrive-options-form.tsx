import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { isValid, MAX_PER_SECOND, type RedriveOptions } from './redrive-options.ts'

interface RedriveOptionsFormProps {
  readonly options: RedriveOptions
  readonly onChange: (options: RedriveOptions) => void
}

export function RedriveOptionsForm({ options, onChange }: RedriveOptionsFormProps) {
  const { progressive, discardDone, perSecond } = options
  return (
    <SpaceBetween size="s">
      <Checkbox
        checked={progressive}
        onChange={({ detail }) => onChange({ ...options, progressive: detail.checked })}
        description="One, then ten, a hundred, and the rest, each time until all are handled. Stops when one dies of the same cause again."
      >
        Progressively
      </Checkbox>
      <Checkbox
        checked={discardDone}
        onChange={({ detail }) => onChange({ ...options, discardDone: detail.checked })}
        description="Deletes those whose event is handled already: nothing of them is needed any more."
      >
        Discard what is already done
      </Checkbox>
      <FormField
        label="At most so many a second"
        description="Empty: as fast as SQS takes them."
        errorText={isValid(options) ? '' : `Give a number above 0, up to ${MAX_PER_SECOND}, or nothing.`}
      >
        <Input
          value={perSecond}
          inputMode="decimal"
          onChange={({ detail }) => onChange({ ...options, perSecond: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  )
}
