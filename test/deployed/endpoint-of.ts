/**
 * Where a deployed API is reached: at its own address in AWS; below the emulator's where there is one, since no name
 * resolves to it.
 */
export function endpointOf(apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl)
  const emulator = process.env['AWS_ENDPOINT_URL']
  const stage = pathname.replace(/\/$/, '')
  if (!emulator) return `https://${hostname}${stage}`
  return `${emulator}/_aws/execute-api/${hostname.split('.')[0]}${stage}`
}
