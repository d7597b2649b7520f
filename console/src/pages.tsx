import { type ComponentType, lazy } from 'react'

/** One page of the console: a line here and a folder of its own in `pages/`. */
interface Page {
  /** Of the hash router. */
  readonly path: string
  /** In the side navigation; a page without is reached from others. */
  readonly title?: string
  /** Loaded when it is first opened. */
  readonly element: ComponentType
}

export const PAGES: readonly Page[] = [
  { path: '/', title: 'Overview', element: lazy(() => import('./pages/overview/overview-page.tsx')) },
  { path: '/topics/:topic', element: lazy(() => import('./pages/topic/topic-page.tsx')) },
  {
    path: '/subscriptions/:subscription',
    element: lazy(() => import('./pages/subscription/subscription-page.tsx')),
  },
  {
    path: '/dead-letters',
    title: 'Dead letters',
    element: lazy(() => import('./pages/dead-letters/dead-letters-page.tsx')),
  },
  {
    path: '/dead-letters/:subscription',
    element: lazy(() => import('./pages/dead-letters/subscription-page.tsx')),
  },
  {
    path: '/dead-letters/:subscription/:messageId',
    element: lazy(() => import('./pages/dead-letter/dead-letter-page.tsx')),
  },
  { path: '/events', title: 'Events', element: lazy(() => import('./pages/event/find-event-page.tsx')) },
  { path: '/events/:topic', element: lazy(() => import('./pages/event/event-page.tsx')) },
  { path: '/audit', title: 'Audit', element: lazy(() => import('./pages/audit/audit-page.tsx')) },
  {
    path: '/documents',
    title: 'Documents',
    element: lazy(() => import('./pages/documents/documents-page.tsx')),
  },
]
