/** Error codes that concern the address, not the port. */
const ofHost = [
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EINVAL',
  'ENOTFOUND',
]

/** The message for a server that cannot listen; it names the variable to change. */
export function listenFault(
  error: unknown,
  { host, port, variable }: { host: string; port: number; variable: string },
): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  return `${ofHost.includes(code) ? 'HOST' : variable}: cannot listen on ${host}, port ${port}: ${message}`
}
