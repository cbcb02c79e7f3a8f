/** A listing of posts as Reddit sends it, of about so many bytes. */
export function listingOf(bytes: number): string {
  const children: string[] = []
  for (let index = 0, length = 0; length < bytes; index++) {
    const child = JSON.stringify({ kind: 't3', data: postOf(index) })
    children.push(child)
    length += child.length + 1
  }
  return `{"kind":"Listing","data":{"after":null,"before":null,"dist":${children.length},"children":[${children}]}}`
}

/** The fields that are read, among as many that are not: a real post has a hundred. */
const postOf = (index: number): Record<string, unknown> => ({
  id: `p${index}`,
  name: `t3_p${index}`,
  title: `Post ${index}: first light over the bay & home before the gale`,
  score: index * 3,
  num_comments: index,
  author: `sailor${index}`,
  url: `https://example.org/${index}`,
  permalink: `/r/sailing/comments/p${index}/post/`,
  created_utc: 1_700_000_000 + index,
  domain: 'example.org',
  over_18: false,
  selftext: 'Wind was steady from the southwest. '.repeat(20),
  thumbnail: 'self',
  subreddit: 'sailing',
  ...Object.fromEntries(Array.from({ length: 60 }, (_, field) => [`other_field_${field}`, null])),
})
