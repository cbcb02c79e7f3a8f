import { z } from 'zod'
import { nwsApiUrl } from '../nws-api.ts'

/** Where the weather service's API is. */
export const settings = z.object({ NWS_API_URL: nwsApiUrl })
export type Settings = z.infer<typeof settings>
