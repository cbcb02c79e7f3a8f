/** What separates subreddits in a text: Reddit itself joins them with `+`, which a query may turn into a blank. */
export const betweenSubreddits = /[,+\s]+/

/**
 * The name in what people write for a subreddit: capitals, `r/`, `/r/Name/` and whole addresses. A user's page is the
 * subreddit `u_name`. Whether Reddit can have such a name is for others to say.
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
