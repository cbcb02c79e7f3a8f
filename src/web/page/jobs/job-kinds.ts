const known: Record<string, { title: string; item: string }> = {
  forecasts: { title: 'Marine forecasts', item: 'Zone' },
  advisories: { title: 'Marine advisories', item: 'Zone' },
  geocode: { title: 'Places', item: 'Place' },
  reddit: { title: 'Top posts', item: 'Subreddit' },
  pages: { title: 'Pages', item: 'URL' },
}

/** The title of a kind of job, and what its items are called. */
export const kindNames = (kind: string): { title: string; item: string } =>
  known[kind] ?? { title: kind, item: 'Part' }
