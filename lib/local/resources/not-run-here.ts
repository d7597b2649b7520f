/**
 * Thrown by the maker of a resource that cannot run at home although others of its type can. The stack starts
 * without it, and it is named among those that are left out.
 */
export class NotRunHere extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NotRunHere'
  }
}
