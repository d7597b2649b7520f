import './json-editor.css'

interface JsonEditorProps {
  readonly label: string
  readonly text: string
  readonly isInvalid: boolean
  /** Of the element that says what is wrong. */
  readonly describedBy: string
  readonly onChange: (text: string) => void
}

/** JSON to type, with numbered lines. It is as high as its lines are many, so that they stay beside their numbers. */
export function JsonEditor({ label, text, isInvalid, describedBy, onChange }: JsonEditorProps) {
  const lines = text.split('\n').length
  const numbers = Array.from({ length: lines }, (_, index) => index + 1).join('\n')
  return (
    <div className="json-editor" data-invalid={isInvalid}>
      <pre className="json-editor-lines" aria-hidden="true">
        {numbers}
      </pre>
      <textarea
        aria-label={label}
        aria-invalid={isInvalid}
        aria-describedby={describedBy}
        rows={lines + 1}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  )
}
