// One post as the site sends it today: about seventy keys, most of them null, and a preview tree for what has a picture.
import { type Random, seeded, seededHex } from '../random.ts'
import { postBlanks } from './post-blanks.ts'
import { gallery, preview, video } from './post-media.ts'
import { titlesFor } from './titles.ts'

/** What a post is made from. */
export interface PostOptions {
  subreddit: string
  rank: number
  createdSeconds: number
  score: number
  /** Parts of the seed: equal parts, equal post. */
  parts: readonly (string | number)[]
}

/** Makes the `data` of one `t3` thing. */
export function makePost(options: PostOptions): Record<string, unknown> {
  const { subreddit, rank, createdSeconds, score, parts } = options
  const random = seeded('post', ...parts, rank)
  const titles = titlesFor(subreddit.toLowerCase(), random)
  const title = titles.title()
  const id = `1${base36(random)}`
  const isSelf = random.chance(0.4)
  const isDeleted = random.chance(0.08)
  const over18 = random.chance(0.05)
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, 50)
  const permalink = `/r/${subreddit}/comments/${id}/${slug}/`
  const hasPicture = !isSelf && random.chance(0.75)
  const picture = `https://preview.example/${seededHex(20, id)}.png`
  const comments = Math.floor(score * (0.02 + random.next() / 5))
  const domain = isSelf ? `self.${subreddit}` : titles.domain()
  const text = isSelf ? titles.paragraph() : ''
  return {
    ...postBlanks,
    id,
    name: `t3_${id}`,
    title,
    author: isDeleted ? '[deleted]' : author(random),
    ...(isDeleted ? {} : { author_fullname: `t2_${base36(random)}` }),
    subreddit,
    subreddit_name_prefixed: `r/${subreddit}`,
    subreddit_id: `t5_${base36(seeded(subreddit)).slice(0, 5)}`,
    subreddit_subscribers: seeded('members', subreddit).int(2_000, 4_000_000),
    permalink,
    url: isSelf ? `https://www.reddit.com${permalink}` : `https://${domain}/${slug}`,
    domain,
    is_self: isSelf,
    selftext: text,
    selftext_html: isSelf ? `<!-- SC_OFF --><div class="md"><p>${text}</p>\n</div><!-- SC_ON -->` : null,
    score,
    ups: score,
    upvote_ratio: Math.round((0.7 + random.next() * 0.29) * 100) / 100,
    num_comments: comments,
    num_crossposts: random.int(0, 3),
    created: createdSeconds,
    created_utc: createdSeconds,
    edited: random.chance(0.1) ? createdSeconds + 600 : false,
    over_18: over18,
    spoiler: random.chance(0.02),
    stickied: false,
    locked: random.chance(0.02),
    thumbnail: over18 ? 'nsfw' : isSelf ? 'self' : hasPicture ? `${picture}?width=140` : 'default',
    thumbnail_width: hasPicture ? 140 : null,
    thumbnail_height: hasPicture ? random.int(70, 140) : null,
    link_flair_text: random.chance(0.3)
      ? random.pick(['Discussion', 'News', 'Question', 'Show & Tell'])
      : null,
    ...(hasPicture ? { ...media(random, id), preview: preview(picture, random) } : {}),
  }
}

function media(random: Random, id: string): Record<string, unknown> {
  const kind = random.next()
  if (kind < 0.2) return video(id, random)
  return kind < 0.3 ? gallery(id, random) : { post_hint: 'link' }
}

const base36 = (random: Random): string => random.int(36 ** 5, 36 ** 6 - 1).toString(36)

function author(random: Random): string {
  const first = random.pick(['salty', 'quiet', 'Low', 'northern', 'Ada', 'old', 'lazy', 'two'])
  const second = random.pick(['_otter', 'Halyard', 'compiler', '-wave', 'Lantern', '_pilot', 'Sextant'])
  return `${first}${second}${random.int(1, 9999)}`
}
