// Top listings of subreddits. With credentials a token is fetched once and shared; without, the public listing is asked,
// which refuses most callers.
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Answer, Call } from '../../pipeline/call.ts'
import { defaultPolicy, defineSource, type Kit } from '../../pipeline/source.ts'
import { tokenRefused } from './failures.ts'
import { oauthTop, publicTop } from './listings.ts'
import { Post, type TopQuery } from './schema.ts'
import { credentialsOf, type Settings, settings } from './settings.ts'
import { accessToken, keepToken } from './token.ts'

export const reddit = defineSource<TopQuery, Post[], Settings>({
  name: 'reddit',
  settings,
  policy: {
    ...defaultPolicy,
    rps: 1.5,
    burst: 30,
    retries: 1,
    freshMs: 120_000,
    staleMs: 3_600_000,
  },
  providers: [
    {
      name: 'reddit',
      baseUrl: (given) => (credentialsOf(given) === null ? given.REDDIT_URL : given.REDDIT_OAUTH_URL),
    },
  ],
  endpoints: [publicTop, oauthTop, accessToken],
  key: ({ subreddit, t, limit }) => `${subreddit}/${t}/${limit}`,
  label: ({ subreddit }) => subreddit,
  output: z.array(Post),
  build: (kit) => (credentialsOf(kit.settings) === null ? kit.ask(publicTop) : withToken(kit)),
})

/** Asks with the shared token; one that is refused is replaced once. */
function withToken(kit: Kit<Settings>): Call<TopQuery, Answer<Post[]>> {
  const tokens = keepToken(kit)
  const ask = kit.ask(oauthTop)
  // Only a number is shared between requests: everything that waits is the kit's.
  let refused = 0

  return async (query, ctx) => {
    const used = refused
    const { value: first, attempts } = await tokens(used, ctx)
    try {
      const answer = await ask({ ...query, token: first.token }, ctx)
      return { ...answer, attempts: answer.attempts + attempts }
    } catch (error) {
      if (!(error instanceof AppError) || error.cause !== tokenRefused) throw counted(error, attempts)
      // The first to be refused asks for another token, the others join it.
      if (refused === used) refused++
      const soFar = attempts + error.attempts
      const { value: second, attempts: more } = await tokens(refused, ctx).catch((thrown: unknown) => {
        throw counted(thrown, soFar)
      })
      const answer = await ask({ ...query, token: second.token }, ctx).catch((thrown: unknown) => {
        throw counted(thrown, soFar + more)
      })
      return { ...answer, attempts: answer.attempts + soFar + more }
    }
  }
}

function counted(thrown: unknown, attempts: number): unknown {
  if (thrown instanceof AppError) thrown.attempts += attempts
  return thrown
}
