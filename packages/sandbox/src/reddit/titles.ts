import type { Random } from '../random.ts'

interface Theme {
  /** Subreddits of this theme hold one of these words. */
  words: RegExp
  subjects: readonly string[]
  verbs: readonly string[]
  domains: readonly string[]
}

const themes: readonly Theme[] = [
  {
    words: /sail|boat|yacht|marine|fish|kayak|surf|ocean|sea/,
    subjects: [
      'the old sloop',
      'our anchor',
      'a 1978 ketch',
      'the outboard',
      'my first genoa',
      'the bilge pump',
      'a borrowed dinghy',
      'the tide gauge',
      'our night watch',
      'that leaking hatch',
    ],
    verbs: [
      'survived the squall',
      'is back in the water',
      'needs new rigging',
      'made it across the bay',
      'dragged at three in the morning',
      'held all night',
      'is finally dry',
      'taught me patience',
    ],
    domains: ['sailing-notes.example', 'harbourlog.example', 'tidebook.example'],
  },
  {
    words: /python|program|compsci|code|dev|java|rust|linux|data|web/,
    subjects: [
      'a 40-line parser',
      'our build',
      'the garbage collector',
      'a lock-free queue',
      'my side project',
      'the type checker',
      'a tiny database',
      'our oldest service',
      'a regular expression',
      'the scheduler',
    ],
    verbs: [
      'got ten times faster',
      'finally passes its tests',
      'makes sense from first principles',
      'now runs anywhere',
      'fell over at midnight',
      'fits in one file',
      'deserves a second look',
      'lost a race with itself',
    ],
    domains: ['blog.example', 'git.example', 'papers.example'],
  },
  {
    words: /./,
    subjects: [
      'the neighbour’s cat',
      'a small museum',
      'this bridge',
      'my grandmother’s recipe',
      'the night train',
      'an empty square',
      'the oldest tree in town',
      'a found photograph',
    ],
    verbs: [
      'made my day',
      'is older than it looks',
      'deserves more attention',
      'was worth the wait',
      'looks different in the rain',
      'turned out fine',
    ],
    domains: ['news.example', 'pictures.example', 'travel.example'],
  },
]

/** A source of words for posts. */
export interface Titles {
  title(): string
  domain(): string
  paragraph(): string
}

/** Makes titles, link domains and texts that suit a subreddit's name. */
export function titlesFor(name: string, random: Random): Titles {
  const theme = themes.find(({ words }) => words.test(name)) ?? (themes[2] as Theme)
  const sentence = (): string => {
    const subject = random.pick(theme.subjects)
    const text = `${subject} ${random.pick(theme.verbs)}`
    return random.pick([
      `Today ${text}`,
      `How ${text}`,
      `PSA: ${text} & no one told us`,
      `${random.int(3, 30)} years later, ${text}`,
      `[OC] What I learned when ${text}`,
      `Is it just me, or does it matter that ${text}?`,
    ])
  }
  return {
    title: sentence,
    domain: () => random.pick(theme.domains),
    paragraph: () => Array.from({ length: random.int(3, 14) }, () => `${sentence()}.`).join(' '),
  }
}
