import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { isoInstant } from '../iso-instant.ts'
import { explainRefusal } from '../nws-api.ts'
import { checked, parseJson, readEach } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import type { Alert } from './schema.ts'
import type { Settings } from './settings.ts'

/** The zones that are asked about in one request, and when. */
export interface ActiveQuery {
  zones: readonly string[]
  /** Epoch ms: an alert that has ended by then is left out. */
  now: number
}

const Collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })

const time = z.string().nullish()

const Feature = z.object({
  properties: z.object({
    id: z.string().min(1),
    event: z.string().min(1),
    status: z.string(),
    messageType: z.string(),
    severity: z.string().nullish(),
    certainty: z.string().nullish(),
    urgency: z.string().nullish(),
    headline: z.string().nullish(),
    description: z.string().nullish(),
    onset: time,
    expires: time,
    ends: time,
    geocode: z.object({ UGC: z.array(z.string()).nullish() }).nullish(),
    affectedZones: z.array(z.string()).nullish(),
  }),
})
type Properties = z.infer<typeof Feature>['properties']

/**
 * Asks for what is in effect in several zones at once. Gives the alerts of each zone asked, in the upstream's order; a zone
 * without any has an empty list. Cancellations, tests and what has ended are left out.
 */
export const activeAlerts = defineEndpoint<ActiveQuery, Map<string, Alert[]>, Settings>({
  name: 'alerts/nws-api',
  provider: 'nws-api',
  accept: 'json',
  describe: ({ zones }, { NWS_API_URL }) => ({
    // Nothing else in the query: parameters it does not know are answered with 400.
    url: requestUrl(NWS_API_URL, '/alerts/active', { zone: zones.join(',') }),
  }),
  decode(body, { zones, now }) {
    const { features } = checked(Collection, parseJson(body), 'a collection of alerts')
    const byZone = new Map(zones.map((zone): [string, Alert[]] => [zone, []]))
    for (const { properties } of readEach(Feature, features, 'an alert')) {
      if (!isInEffect(properties, now)) continue
      const alert = toAlert(properties)
      for (const zone of alert.zones) byZone.get(zone)?.push(alert)
    }
    return byZone
  },
  // It says 404 to a list with a zone that it does not have: no answer for any of the others either.
  explain: (failure) =>
    failure.status === 404
      ? new AppError('upstream_error', 'status 404 for a list of zones')
      : explainRefusal(failure),
})

function isInEffect({ status, messageType, ends, expires }: Properties, now: number): boolean {
  if (status !== 'Actual' || messageType === 'Cancel') return false
  // `expires` is when the message itself is replaced; the event may go on after it.
  const end = instantOf(ends) ?? instantOf(expires)
  return end === null || end > now
}

function toAlert(properties: Properties): Alert {
  const { id, event, severity, certainty, urgency, headline, description, onset, ends } = properties
  return {
    id,
    event,
    severity: severity ?? 'Unknown',
    certainty: certainty ?? 'Unknown',
    urgency: urgency ?? 'Unknown',
    headline: headline ?? null,
    description: description ?? '',
    onset: isoInstant(instantOf(onset)),
    ends: isoInstant(instantOf(ends)),
    zones: marineZones(properties),
  }
}

const marineZone = /^[A-Z]{2}Z\d{3}$/
// Land zones have ids of the same form (MDZ014): the first two letters tell.
const marineAreas = new Set([
  'AM',
  'AN',
  'GM',
  'LC',
  'LE',
  'LH',
  'LM',
  'LO',
  'LS',
  'PH',
  'PK',
  'PM',
  'PS',
  'PZ',
  'SL',
])

function marineZones({ geocode, affectedZones }: Properties): string[] {
  const last = (affectedZones ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1))
  const named = [...(geocode?.UGC ?? []), ...last].map((id) => id.toUpperCase())
  return [...new Set(named)].filter((id) => marineZone.test(id) && marineAreas.has(id.slice(0, 2)))
}

/** Epoch ms of a time with its offset; null for anything else. */
function instantOf(text: string | null | undefined): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text ?? '')) return null
  const instant = Date.parse(text ?? '')
  return Number.isNaN(instant) ? null : instant
}
