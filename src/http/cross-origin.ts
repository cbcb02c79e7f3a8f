type Fields = Readonly<Record<string, string>>

/** Headers of responses that web pages of other origins may read. */
export const exposedHeaders = [
  'age',
  'etag',
  'location',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'server-timing',
  'x-request-id',
]
const exposed = exposedHeaders.join(',')

/** Returns the headers by which a page of an allowed origin may read an answer, as the CORS middleware of the routes adds them. */
export function fieldsForOrigin(
  vary: string | undefined,
  { origins, given }: { origins: readonly string[]; given: string | undefined },
): Fields {
  if (origins.length === 0) return {}
  const fields = { 'access-control-expose-headers': exposed }
  if (origins.includes('*')) return { ...fields, 'access-control-allow-origin': '*' }
  return {
    ...fields,
    vary: vary ? `${vary}, Origin` : 'Origin',
    ...(given !== undefined && origins.includes(given) && { 'access-control-allow-origin': given }),
  }
}
