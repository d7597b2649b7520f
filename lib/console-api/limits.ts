/** How far the desk's questions reach: whoever answers holds to it, and OpenAPI tells it. */

/** As long as metrics are kept at home, and as much as one answer holds of a large bus. */
export const MAX_MINUTES = 180
export const DEFAULT_MINUTES = 30
/** Dead letters are looked at one by one. */
export const MAX_LETTERS = 1_000
export const MAX_ACTS = 1_000
/** Of each act: of all its events only how many they are. */
export const MAX_KEYS = 3
/** Later ones are written with more than four digits of the year, and sort before all others. */
export const MAX_TIME = Date.UTC(9999, 0)
