import { z } from 'zod'
import { parseAllowed } from './allowed.ts'

/** Which pages may be fetched: none unless hosts are listed. */
export const settings = z.object({
  PAGES_ALLOW: z
    .string()
    .default('')
    .transform((text, ctx) => {
      const allowed = parseAllowed(text)
      if (typeof allowed !== 'string') return allowed
      ctx.addIssue({ code: 'custom', message: allowed })
      return z.NEVER
    })
    .meta({
      description:
        'Hosts whose pages callers may request, comma-separated: `example.org`, `*.example.org`, `host:port` (which may ' +
        'be on a private network), or `public` for any public address. Empty: `/v1/pages` is off. See docs/pages.md',
    }),
})
export type Settings = z.infer<typeof settings>
