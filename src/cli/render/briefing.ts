import type { Alert, Briefing, Place, SubredditPosts } from 'tributary-client'
import { ago, fromNow } from '../../core/time-words.ts'
import { renderForecasts } from './forecast.ts'
import { joined, type Style } from './style.ts'
import { padded, paragraph, table } from './text.ts'

/** Renders a briefing: place, alerts, forecasts, posts. */
export function renderBriefing(
  briefing: Briefing,
  style: Style,
  options: { words?: boolean } = {},
): string[] {
  const { place, marine, alerts, reddit } = briefing
  const sections = [
    place ? renderPlace(place, style) : [],
    alerts.flatMap((alert) => renderAlert(alert, style)),
    renderForecasts(marine, style, options),
    renderPosts(reddit, style),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

const renderPlace = ({ displayName, lat, lon, provider }: Place, style: Style): string[] => [
  `${style.bold(displayName)}  ${style.dim(joined([position(lat, lon), provider]))}`,
]

const position = (lat: number, lon: number): string =>
  `${Math.abs(lat).toFixed(3)} ${lat < 0 ? 'S' : 'N'} ${Math.abs(lon).toFixed(3)} ${lon < 0 ? 'W' : 'E'}`

function renderAlert(alert: Alert, style: Style): string[] {
  const { event, severity, certainty, onset, ends, zones, headline } = alert
  const paint = severity === 'Extreme' || severity === 'Severe' ? style.danger : style.warning
  const times = [
    onset !== null && Date.parse(onset) > style.now && `begins ${fromNow(onset, style.now)}`,
    ends !== null && `ends ${fromNow(ends, style.now)}`,
  ]
  return [
    ...paragraph(joined([event, severity, certainty, ...times, zones.join(' ')]), style, '⚠ ', '  ').map(
      paint,
    ),
    ...(headline === null ? [] : paragraph(headline, style, '  ').map(style.dim)),
  ]
}

/** Renders top posts of subreddits. */
export function renderPosts(subreddits: readonly SubredditPosts[], style: Style): string[] {
  return subreddits.flatMap(({ subreddit, posts }, index) => [
    ...(index === 0 ? [] : ['']),
    style.bold(`r/${subreddit}`),
    ...(posts.length === 0 ? [style.dim('  nothing')] : []),
    ...posts.flatMap(({ title, score, comments, author, createdAt, permalink, over18 }) => [
      ...paragraph(title, style, `${padded(String(score ?? ''), 6).padStart(8)} `, ' '.repeat(9)),
      ' '.repeat(9) +
        style.dim(
          joined([
            over18 && 'over 18',
            comments !== null && `${comments} comments`,
            author ?? 'deleted account',
            ago(createdAt, style.now),
          ]),
        ),
      ' '.repeat(9) + style.link(permalink),
    ]),
  ])
}

/** Renders places as a table. */
export const renderPlaces = (places: readonly Place[], style: Style): string[] =>
  table(
    places.map(({ query, lat, lon, displayName, provider }) => [
      query,
      position(lat, lon),
      displayName,
      provider,
    ]),
    style,
    2,
  )
