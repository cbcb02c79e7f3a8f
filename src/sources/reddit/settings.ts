import { z } from 'zod'
import { baseUrl } from '../../core/variables.ts'

const credential = (description: string) =>
  z
    .string()
    .trim()
    .regex(/^[\x21-\x39\x3b-\x7e]{1,200}$/, 'printable ASCII without blanks or colons')
    .optional()
    .meta({ description })

const both = (given: string, missing: string) =>
  z.refine((value) => has(value, missing) || !has(value, given), {
    path: [missing],
    error: `is required if ${given} is set`,
    // Reported together with errors of single variables.
    when: () => true,
  })

const has = (value: unknown, name: string): boolean => (value as Record<string, unknown>)[name] !== undefined

/** Settings of Reddit. Client id and secret must be set together. */
export const settings = z
  .object({
    REDDIT_URL: baseUrl('https://www.reddit.com', 'Reddit: public listings and the token endpoint'),
    REDDIT_OAUTH_URL: baseUrl('https://oauth.reddit.com', 'Reddit with credentials: listings'),
    REDDIT_CLIENT_ID: credential('Id of a Reddit application: switches to OAuth'),
    REDDIT_CLIENT_SECRET: credential('Secret of that application'),
  })
  .check(both('REDDIT_CLIENT_ID', 'REDDIT_CLIENT_SECRET'), both('REDDIT_CLIENT_SECRET', 'REDDIT_CLIENT_ID'))
export type Settings = z.infer<typeof settings>

/** `id:secret`, or null unless both are set. */
export function credentialsOf({
  REDDIT_CLIENT_ID: id,
  REDDIT_CLIENT_SECRET: secret,
}: Settings): string | null {
  return id === undefined || secret === undefined ? null : `${id}:${secret}`
}
