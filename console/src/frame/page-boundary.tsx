import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { Component, type ReactNode } from 'react'

interface PageBoundaryProps {
  /** Another page is tried anew. */
  readonly path: string
  readonly children: ReactNode
}

interface PageBoundaryState {
  readonly error?: Error
  readonly path: string
}

/** A page that breaks, or whose code does not arrive, says so; the frame around it stays. */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override state: PageBoundaryState = { path: this.props.path }

  static getDerivedStateFromError(error: Error): Partial<PageBoundaryState> {
    return { error }
  }

  static getDerivedStateFromProps({ path }: PageBoundaryProps, state: PageBoundaryState): PageBoundaryState {
    return path === state.path ? state : { path }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <Alert
        type="error"
        header="This page cannot be shown"
        action={<Button onClick={() => location.reload()}>Reload</Button>}
      >
        {error.message}
      </Alert>
    )
  }
}
