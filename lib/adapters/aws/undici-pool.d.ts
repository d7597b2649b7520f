/** The part of undici that is used. All of it would be twice as much in every bundle. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici'
  export default Pool
}
