import { z } from 'zod'
import { baseUrl } from '../../core/variables.ts'
import { nwsApi } from '../nws-api.ts'

/** Settings of the text server. */
export const settings = z.object({
  MARINE_TEXT_URL: baseUrl(
    'https://tgftp.nws.noaa.gov/data/forecasts/marine',
    "The weather service's text server: its folder of marine forecasts",
  ),
  ...nwsApi,
})
export type Settings = z.infer<typeof settings>
