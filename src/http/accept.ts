/** A media type that a route can respond with. */
export type Offer = 'application/json' | 'text/event-stream' | 'application/x-ndjson'

/** The media types of aggregated routes, preferred first. */
export const answerFormats: readonly Offer[] = [
  'application/json',
  'text/event-stream',
  'application/x-ndjson',
]

/**
 * Returns the offer that an Accept header (RFC 9110 §12.5.1) prefers; null when it accepts none. `application/problem+json` counts
 * as JSON.
 */
export function negotiate(header: string | undefined, offers: readonly Offer[]): Offer | null {
  if (header === undefined || header === '*/*') return offers[0] ?? null
  // Empty list elements are ignored (RFC 9110 §5.6.1); a list without any other element accepts everything.
  const ranges = header
    .split(',')
    .map(parseRange)
    .filter(({ type }) => type !== '')
  if (ranges.length === 0) return offers[0] ?? null
  let best: Offer | null = null
  let bestQuality = 0
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges)
    if (quality > bestQuality) {
      best = offer
      bestQuality = quality
    }
  }
  return best
}

interface Range {
  type: string
  quality: number
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((piece) => piece.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = q === undefined ? 1 : Number(q)
  return {
    type: type === 'application/problem+json' ? 'application/json' : type,
    quality: quality >= 0 ? quality : 0,
  }
}

/** The quality of the most specific range that matches. */
function qualityOf(offer: Offer, ranges: readonly Range[]): number {
  const [group] = offer.split('/')
  for (const wanted of [offer, `${group}/*`, '*/*']) {
    const matching = ranges.filter(({ type }) => type === wanted)
    if (matching.length > 0) return Math.max(...matching.map(({ quality }) => quality))
  }
  return 0
}
