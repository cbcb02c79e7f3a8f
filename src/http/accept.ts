/** Media types a route can answer with, best first. */
export type Offer = 'application/json' | 'text/event-stream' | 'application/x-ndjson'

/** The media types of aggregated routes. */
export const answerFormats: readonly Offer[] = [
  'application/json',
  'text/event-stream',
  'application/x-ndjson',
]

/**
 * Picks what an Accept header (RFC 9110 §12.5.1) likes best among the offers, null when it accepts none of them. A problem
 * is JSON: who takes `application/problem+json` takes JSON.
 */
export function negotiate(header: string | undefined, offers: readonly Offer[]): Offer | null {
  // Empty elements of a list are ignored (RFC 9110 §5.6.1): a list of nothing else accepts anything.
  const ranges = (header ?? '')
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

/** The most specific range decides. */
function qualityOf(offer: Offer, ranges: readonly Range[]): number {
  const [group] = offer.split('/')
  for (const wanted of [offer, `${group}/*`, '*/*']) {
    const matching = ranges.filter(({ type }) => type === wanted)
    if (matching.length > 0) return Math.max(...matching.map(({ quality }) => quality))
  }
  return 0
}
