import fc from 'fast-check'

/** The same examples for every mutant, as many as there are in a moment, and no search for a smaller one. */
fc.configureGlobal({ seed: 1, interruptAfterTimeLimit: 250, endOnFailure: true })
