import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { defineEndpoint } from '../../pipeline/endpoint.ts'
import type { Kit } from '../../pipeline/source.ts'
import { checked, parseJson } from '../read-json.ts'
import { requestUrl } from '../request-url.ts'
import { credentialsRefused, explainToken } from './failures.ts'
import { credentialsOf, type Settings } from './settings.ts'

const Granted = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,4096}$/),
  expires_in: z.number().positive().max(31_536_000).default(3_600),
})

/** A token and its remaining lifetime in ms. */
export interface Grant {
  token: string
  lifeMs: number
}

/** Requests an application token. */
export const accessToken = defineEndpoint<unknown, Grant, Settings>({
  name: 'reddit/reddit-token',
  provider: 'reddit',
  accept: 'json',
  describe: (_, settings) => ({
    url: requestUrl(settings.REDDIT_URL, '/api/v1/access_token'),
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(credentialsOf(settings) ?? '')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  }),
  decode(body) {
    const value = parseJson(body)
    // `error` is a word for rejected credentials (status 200), and a number for a failure of Reddit.
    const { error } = Object(value) as { error?: unknown }
    if (typeof error === 'number' && (error === 429 || error >= 500)) {
      throw new AppError(
        error === 429 ? 'upstream_rate_limited' : 'upstream_error',
        `error ${error} inside a 200`,
      )
    }
    if (error !== undefined && error !== null) throw credentialsRefused()
    const { access_token: token, expires_in: seconds } = checked(Granted, value, 'a token')
    return { token, lifeMs: seconds * 1_000 }
  },
  explain: explainToken,
})

/** A token with its expiry in epoch ms. */
export interface Token {
  token: string
  expiresAt: number
}

const marginMs = 60_000
const dayMs = 86_400_000

/**
 * The token that all listings share, cached until a minute before its expiry (half its lifetime if short). The input counts rejected
 * tokens: a higher number is another key and fetches another token.
 */
export function keepToken(kit: Kit<Settings>): Call<number, Answer<Token>> {
  const ask = kit.ask(accessToken)
  return kit.keep(
    {
      name: 'reddit-token',
      key: String,
      policy: { freshMs: dayMs, staleMs: 0 },
      expiresAt: ({ expiresAt }) => expiresAt,
    },
    async (refused: number, ctx) => {
      const answer = await ask(refused, ctx)
      const { token, lifeMs } = answer.value
      const expiresAt = answer.fetchedAt + lifeMs - Math.min(marginMs, lifeMs / 2)
      return { ...answer, value: { token, expiresAt } }
    },
  )
}
