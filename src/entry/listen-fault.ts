/** Of these it is the address that cannot be listened on, and not the port. */
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

/** The line that names the variable to change where a server could not listen. */
export function listenFault(
  error: unknown,
  { host, port, variable }: { host: string; port: number; variable: string },
): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  return `${ofHost.includes(code) ? 'HOST' : variable}: cannot listen on ${host}, port ${port}: ${message}`
}
