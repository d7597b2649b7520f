import type { RedriveRequest } from '../../../../lib/console-api/answers.ts'

/** How to redrive, as a form has it. */
export interface RedriveOptions {
  readonly progressive: boolean
  readonly discardDone: boolean
  /** A number, or empty for as fast as SQS takes them. */
  readonly perSecond: string
}

export const DEFAULTS: RedriveOptions = { progressive: false, discardDone: false, perSecond: '' }

export const MAX_PER_SECOND = 10_000

export function isValid({ perSecond }: RedriveOptions): boolean {
  const rate = Number(perSecond)
  return perSecond.trim() === '' || (rate > 0 && rate <= MAX_PER_SECOND)
}

export function optionsOf({
  progressive,
  discardDone,
  perSecond,
}: RedriveOptions): Pick<RedriveRequest, 'progressive' | 'discardDone' | 'perSecond'> {
  return {
    ...(progressive && { progressive }),
    ...(discardDone && { discardDone }),
    ...(perSecond.trim() !== '' && { perSecond: Number(perSecond) }),
  }
}
