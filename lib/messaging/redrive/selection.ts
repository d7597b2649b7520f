import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'

/** Which dead letters are meant: all, those of an event or message id, or those of a cause. */
export type Selection = 'all' | { readonly ids: readonly string[] } | { readonly cause: string }

export function isSelected(letter: DeadLetter, selection: Selection): boolean {
  if (selection === 'all') return true
  if ('cause' in selection) return letter.cause?.code === selection.cause
  const { message, event } = letter
  return [message.messageId, event?.attributes.id].some(
    (id) => id !== undefined && selection.ids.includes(id),
  )
}

/** Ids of the selection that none of the letters has. */
export function notFound(letters: readonly DeadLetter[], selection: Selection): readonly string[] {
  if (selection === 'all' || 'cause' in selection) return []
  return selection.ids.filter((id) => !letters.some((letter) => isSelected(letter, { ids: [id] })))
}
