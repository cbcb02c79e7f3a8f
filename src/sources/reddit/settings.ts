import { z } from 'zod'
import { baseUrl } from '../base-url.ts'

const credential = (description: string) =>
  z
    .string()
    .trim()
    .regex(/^[\x21-\x39\x3b-\x7e]{1,200}$/, 'printable ASCII without blanks or colons')
    .optional()
    .meta({ description })

/** Where Reddit is, and the credentials of an application; one without the other is a fault. */
export const settings = z
  .object({
    REDDIT_URL: baseUrl('https://www.reddit.com', 'Reddit: public listings and the token endpoint'),
    REDDIT_OAUTH_URL: baseUrl('https://oauth.reddit.com', 'Reddit with credentials: listings'),
    REDDIT_CLIENT_ID: credential('Id of a Reddit application: switches to OAuth'),
    REDDIT_CLIENT_SECRET: credential('Secret of that application'),
  })
  .check(({ value, issues }) => {
    const { REDDIT_CLIENT_ID: id, REDDIT_CLIENT_SECRET: secret } = value
    if ((id === undefined) === (secret === undefined)) return
    const [missing, given] = id === undefined ? [names.id, names.secret] : [names.secret, names.id]
    issues.push({
      code: 'custom',
      input: undefined,
      path: [missing],
      message: `is needed too where ${given} is set`,
    })
  })
export type Settings = z.infer<typeof settings>

const names = { id: 'REDDIT_CLIENT_ID', secret: 'REDDIT_CLIENT_SECRET' } as const

/** `id:secret` where both are set. */
export function credentialsOf({
  REDDIT_CLIENT_ID: id,
  REDDIT_CLIENT_SECRET: secret,
}: Settings): string | null {
  return id === undefined || secret === undefined ? null : `${id}:${secret}`
}
