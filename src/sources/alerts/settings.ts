import { z } from 'zod'
import { nwsApi } from '../nws-api.ts'

/** Where the weather service's API is. */
export const settings = z.object(nwsApi)
export type Settings = z.infer<typeof settings>
