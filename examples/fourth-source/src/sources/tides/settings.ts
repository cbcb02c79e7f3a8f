import { z } from 'zod'
import { baseUrl } from '../../core/variables.ts'

/** Settings of the tides source. */
export const settings = z.object({
  TIDES_URL: baseUrl('https://tides.example.org/api', 'A service of tide predictions'),
})
export type Settings = z.infer<typeof settings>
