import { QueryClient } from '@tanstack/react-query'
import { DeskError } from './desk.ts'

/** Refused for good: to ask once more gives the same. */
const isFinal = (error: Error): boolean =>
  error instanceof DeskError && error.status >= 400 && error.status < 500 && error.status !== 429

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The desk at home answers with no network at all.
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && !isFinal(error),
      retryDelay: 500,
    },
  },
})
