import { download } from '../../components/download.ts'
import { fileNamePart } from '../../components/file-name-part.ts'
import { type Action, useAction } from '../../components/use-action.ts'
import { type DeskParameters, desk } from '../../desk.ts'

/** Saves the dead letter as a test that fails until the handler of one's working tree can handle it. */
export function useTestDownload(subscription: string, messageId: string, queue: DeskParameters): Action<[]> {
  return useAction(async () => {
    const test = await desk('deadLetterTest', { subscription, messageId, ...queue })
    download(`${fileNamePart(subscription)}-${fileNamePart(messageId)}.test.ts`, test)
  })
}
