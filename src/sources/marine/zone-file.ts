import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { requestUrl } from '../request-url.ts'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import type { MarineText } from './schema.ts'
import type { Settings } from './settings.ts'
import { readZoneTexts } from './zone-texts.ts'

/** The zone whose file is requested, and the time of the request. */
export interface ZoneFileQuery {
  zone: Pick<ZoneRecord, 'id' | 'textPath'>
  /** Epoch ms: dates a text that prints no date. */
  now: number
}

/** Requests the file of one zone from the text server. An old file is not an error here: its text states its age. */
export const zoneFile = defineEndpoint<ZoneFileQuery, MarineText, Settings>({
  name: 'marine/tgftp',
  provider: 'tgftp',
  accept: 'text',
  describe: ({ zone }, { MARINE_TEXT_URL }) => ({ url: requestUrl(MARINE_TEXT_URL, `/${zone.textPath}`) }),
  decode(body, { zone, now }) {
    if (isCutOff(body))
      throw new AppError('upstream_invalid', `the file of ${zone.id} is cut off in the middle of a line`)
    const texts = readZoneTexts(body, now)
    const text = Object.hasOwn(texts, zone.id) ? texts[zone.id] : undefined
    if (!text)
      throw new AppError('upstream_invalid', `the file of ${zone.id} contains the text of another zone`)
    return text
  },
})

/**
 * Files end with `$$`, the end of a segment (NWS directive 10-1701). Some files lack it, but at least end with a complete line or
 * sentence. Any other file was truncated in transit, even if its Content-Length matches.
 */
const isCutOff = (body: string): boolean => !body.includes('$$') && !/[.\n]\s*$/.test(body.slice(-200))
