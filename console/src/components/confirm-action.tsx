import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import { useAction } from './use-action.ts'

interface ConfirmActionProps {
  /** On the button that asks, and as the title of the question. */
  readonly label: string
  /** What will happen, and what cannot be undone. */
  readonly children: ReactNode
  /** What to type before it goes; without, a click is enough. For what destroys: the name of what it destroys. */
  readonly word?: string
  readonly disabled?: boolean
  readonly primary?: boolean
  readonly onOpen?: () => void
  /** Rejects with words for whoever confirmed; the question stays open then. */
  readonly onConfirm: () => Promise<unknown>
}

/** A button that asks before it acts, and says how the act goes. */
export function ConfirmAction({
  label,
  children,
  word,
  disabled = false,
  primary,
  onOpen,
  onConfirm,
}: ConfirmActionProps) {
  const [isOpen, setIsOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const { isBusy, error, run, reset } = useAction(onConfirm)
  const open = () => {
    onOpen?.()
    setIsOpen(true)
  }
  const close = () => {
    setIsOpen(false)
    setTyped('')
    reset()
  }
  const confirm = async () => {
    if (await run()) close()
  }
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={close}>
          Cancel
        </Button>
        <Button
          variant="primary"
          loading={isBusy}
          disabled={word !== undefined && typed !== word}
          onClick={() => void confirm()}
        >
          {label}
        </Button>
      </SpaceBetween>
    </Box>
  )
  return (
    <>
      <Button disabled={disabled} variant={primary ? 'primary' : 'normal'} onClick={open}>
        {label}
      </Button>
      <Modal visible={isOpen} onDismiss={close} header={label} footer={footer}>
        <SpaceBetween size="m">
          <Box>{children}</Box>
          {word !== undefined && (
            <FormField label={`Type ${word} to confirm`}>
              <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
            </FormField>
          )}
          {error !== undefined && (
            <Alert type="error" header={`${label}: it failed`}>
              {error.message}
            </Alert>
          )}
        </SpaceBetween>
      </Modal>
    </>
  )
}
