/** The mistakes of a topology, each with its place in the declaration. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`
    super(`The topology has ${count}:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`)
    this.mistakes = mistakes
  }
}
