import FormField from '@cloudscape-design/components/form-field'
import RadioGroup from '@cloudscape-design/components/radio-group'
import type { Target } from './letters-view.ts'

interface TargetsFieldProps {
  readonly label: string
  readonly targets: readonly Target[]
  readonly chosen: Target
  readonly onChoose: (target: Target) => void
}

/** What an act is about, where there is more than one answer. */
export function TargetsField({ label, targets, chosen, onChoose }: TargetsFieldProps) {
  if (targets.length < 2) return null
  return (
    <FormField label={label}>
      <RadioGroup
        value={chosen.label}
        items={targets.map((target) => ({ value: target.label, label: target.label }))}
        onChange={({ detail }) => {
          const target = targets.find((each) => each.label === detail.value)
          if (target) onChoose(target)
        }}
      />
    </FormField>
  )
}
