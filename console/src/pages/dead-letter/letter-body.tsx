import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import { useMemo } from 'react'
import type { DeadLetterDetail } from '../../../../lib/console-api/answers.ts'
import { StrangerBlock } from '../../components/stranger-block.tsx'
import { visible } from '../../visible-text.ts'
import { cutPieces, type JsonPiece, prettyPieces } from './pretty-json.ts'

interface LetterBodyProps {
  readonly letter: DeadLetterDetail
}

/** The data, so that one can read it, and the message as it is. */
export function LetterBody({ letter }: LetterBodyProps) {
  const { data, body } = letter
  const raw = { id: 'raw', label: 'Raw message', content: <Raw label="Raw message" text={body} /> }
  if (data === undefined) return <Tabs tabs={[raw]} ariaLabel="Body" />
  const content =
    'json' in data ? (
      <Pretty json={data.json} masked={letter.masked} />
    ) : (
      <Raw label="Data, in base64" text={data.base64} />
    )
  return <Tabs tabs={[{ id: 'data', label: 'Data', content }, raw]} ariaLabel="Body" />
}

function Raw({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <StrangerBlock label={label} length={text.length}>
      {(max) => visible(text.slice(0, max))}
    </StrangerBlock>
  )
}

function Pretty({ json, masked }: { readonly json: string; readonly masked: readonly string[] }) {
  const pieces = useMemo(() => piecesOf(json, masked), [json, masked])
  if (pieces === undefined) return <Raw label="Data, which is not JSON" text={json} />
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0)
  return (
    <SpaceBetween size="xs">
      <StrangerBlock label="Data" length={length}>
        {(max) => cutPieces(pieces, max).map(pieceOf)}
      </StrangerBlock>
      {masked.length > 0 && (
        <Box color="text-body-secondary">
          Marked values are sensitive. What is shown is a mask: the same value has the same one.
        </Box>
      )}
    </SpaceBetween>
  )
}

function piecesOf(json: string, masked: readonly string[]): readonly JsonPiece[] | undefined {
  try {
    return prettyPieces(json, masked)
  } catch {
    return undefined
  }
}

const pieceOf = ({ text, masked }: JsonPiece, index: number) =>
  masked ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>
