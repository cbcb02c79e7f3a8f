const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** What a reader sees of a page: no tags, entities resolved, blanks single. */
export function textOf(page: string): string {
  return page
    .replace(/<dt>/g, ' ')
    .replace(/<\/(dt|dd|p|h\d|li)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, ' ')
}

/** The values of an attribute, in order, entities resolved. */
export function attributes(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => textOf(value))
}
