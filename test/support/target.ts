/** Where stacks are started: in this process, or by a deployment to what the environment points at. */
const TARGET = process.env['OMNIBUS_STACK'] || 'embedded'

export const isDeployed = TARGET !== 'embedded'

/** Whether functions are processes of this machine. */
export const functionsReachHere = TARGET === 'embedded' || TARGET === 'ministack'

/** Asked late: a script chooses its target itself. */
export const isOnMiniStack = (): boolean => process.env['OMNIBUS_STACK'] === 'ministack'

/** A file that the outcome of every test is written to, as JSON. */
export const RESULTS = process.env['OMNIBUS_RESULTS']
