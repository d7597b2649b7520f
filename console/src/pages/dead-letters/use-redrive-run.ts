import { useSyncExternalStore } from 'react'
import { listenToRedrives, type RedriveRun, redriveOf } from './redrive-runs.ts'

/** The redrive of a subscription that this window drives, at its latest. */
export const useRedriveRun = (subscription: string): RedriveRun | undefined =>
  useSyncExternalStore(listenToRedrives, () => redriveOf(subscription))

export const isRunning = (run: RedriveRun | undefined): boolean => run?.progress.state === 'running'
