import { AppError } from '../../core/errors.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import { requestUrl } from '../request-url.ts'
import type { ZoneRecord } from './catalogue/read-zones.ts'
import type { MarineText } from './schema.ts'
import type { Settings } from './settings.ts'
import { readZoneTexts } from './zone-texts.ts'

/** Which file is asked for, and when. */
export interface ZoneFileQuery {
  zone: Pick<ZoneRecord, 'id' | 'textPath'>
  /** Epoch ms: dates a text that prints no date. */
  now: number
}

/** Asks the text server for the file of one zone. An old file is not refused here: its text tells its age. */
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
 * Files end with `$$`, the end of a segment (NWS directive 10-1701). Some have been seen without it; those at least end with a
 * line, or a sentence. Anything else has been cut off on its way, whatever its length says.
 */
const isCutOff = (body: string): boolean => !body.includes('$$') && !/[.\n]\s*$/.test(body.slice(-200))
