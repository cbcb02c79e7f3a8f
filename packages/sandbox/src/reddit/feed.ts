interface ListedPost {
  id: string
  title: string
  author: string
  url: string
  permalink: string
  created_utc: number
  selftext: string
  thumbnail: string
}

const site = 'https://www.reddit.com'

const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => `&#${mark.codePointAt(0)};`)

/** Prints a listing as the Atom feed that the site makes of it. */
export function printFeed(subreddit: string, listing: string): string {
  const { data } = JSON.parse(listing) as { data: { children: { data: ListedPost }[] } }
  const entries = data.children.map(({ data: post }) => printEntry(subreddit, post)).join('')
  return (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">' +
    `<category term="${subreddit}" label="r/${subreddit}"/><id>/r/${subreddit}/top/.rss</id>` +
    `<title>top scoring links : ${subreddit}</title>${entries}</feed>`
  )
}

function printEntry(subreddit: string, post: ListedPost): string {
  const link = site + post.permalink
  const url = post.url.startsWith('/') ? site + post.url : post.url
  const time = new Date(post.created_utc * 1_000).toISOString().replace('.000Z', '+00:00')
  const body =
    post.selftext === ''
      ? ''
      : `<!-- SC_OFF --><div class="md"><p>${escaped(post.selftext)}</p> </div><!-- SC_ON -->`
  const content = `${body} submitted by <a href="${site}/user/${post.author}"> /u/${post.author} </a> <br/> <span><a href="${escaped(url)}">[link]</a></span> <span><a href="${link}">[comments]</a></span>`
  const thumbnail = post.thumbnail.startsWith('http')
    ? `<media:thumbnail url="${escaped(post.thumbnail)}" />`
    : ''
  return (
    `<entry><author><name>/u/${post.author}</name><uri>${site}/user/${post.author}</uri></author>` +
    `<category term="${subreddit}" label="r/${subreddit}"/><content type="html">${escaped(content)}</content>` +
    `<id>t3_${post.id}</id>${thumbnail}<link href="${link}" /><updated>${time}</updated>` +
    `<published>${time}</published><title>${escaped(post.title)}</title></entry>`
  )
}
