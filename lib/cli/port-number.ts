import { InvalidArgumentError } from 'commander'

/** An option's port. */
export function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('Give a port from 1 to 65535, or 0 for any that is free.')
  }
  return port
}
