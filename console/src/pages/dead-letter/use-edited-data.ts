import { useDeferredValue, useMemo, useState } from 'react'
import type { DeadLetterDetail } from '../../../../lib/console-api/answers.ts'
import { checkJson, isJson } from '../../schema/check-json.ts'
import { prettyJson } from './pretty-json.ts'

/** Data that is being edited, and what its schema has against it. Typing goes first, checking follows. */
export function useEditedData(json: string, { schema, masked }: DeadLetterDetail) {
  const [text, setText] = useState(() => (isJson(json) ? prettyJson(json) : json))
  const deferred = useDeferredValue(text)
  const mistakes = useMemo(() => checkJson(deferred, schema, masked), [deferred, schema, masked])
  return { text, setText, mistakes, isJson: useMemo(() => isJson(text), [text]) }
}
