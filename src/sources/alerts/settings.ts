import { z } from 'zod'
import { nwsApi } from '../nws-api.ts'

/** Settings of the weather service's API. */
export const settings = z.object(nwsApi)
export type Settings = z.infer<typeof settings>
