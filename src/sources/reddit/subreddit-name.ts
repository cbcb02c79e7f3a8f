/** Separator of subreddits in a text: Reddit joins them with `+`, which becomes a blank in a query. */
export const betweenSubreddits = /[,+\s]+/

/**
 * The name in what people write for a subreddit: capitals, `r/`, `/r/Name/` and whole URLs. A user's page is the subreddit
 * `u_name`. Whether Reddit permits such a name is not checked here.
 */
export function subredditName(text: string): string {
  const path = text
    .trim()
    .toLowerCase()
    .replace(/^(?:https?:)?(?:\/\/)?(?:[a-z]{2,10}\.)?reddit\.com\/+/, '/')
  const [, kind, name] = /^\/?(r|u|user)\/+([^/?#]*)/.exec(path) ?? []
  if (name === undefined) return path.replace(/\/+$/, '')
  return kind === 'r' ? name : `u_${name}`
}
