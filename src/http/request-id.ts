/**
 * The id of a request: the caller's own when it is at most 128 visible ASCII characters, else a new one. Anything else
 * could forge a log line or a header.
 */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : crypto.randomUUID()
}
