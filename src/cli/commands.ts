import type { CommandList } from './command.ts'

/** All commands in the order of the help. A command's module is loaded when the command is run. */
export const commands: CommandList = {
  briefing: {
    summary: 'forecasts, alerts and posts for a place',
    load: async () => (await import('./commands/briefing.ts')).briefing,
  },
  advisories: {
    summary: 'warnings and advisories in effect, by zone',
    load: async () => (await import('./commands/advisories.ts')).advisories,
  },
  forecasts: {
    summary: 'marine forecasts of zones',
    load: async () => (await import('./commands/forecasts.ts')).forecasts,
  },
  search: {
    summary: 'search the current forecasts',
    load: async () => (await import('./commands/search.ts')).search,
  },
  zones: {
    summary: 'list marine zones',
    load: async () => (await import('./commands/zones.ts')).zones,
  },
  geocode: {
    summary: 'coordinates of places',
    load: async () => (await import('./commands/geocode.ts')).geocode,
  },
  top: {
    summary: 'top posts of subreddits',
    load: async () => (await import('./commands/top.ts')).top,
  },
  pages: {
    summary: 'status, title and words of web pages, where allowed',
    load: async () => (await import('./commands/pages.ts')).pages,
  },
  job: {
    summary: 'submit and follow jobs of many items',
    load: async () => (await import('./commands/job.ts')).job,
  },
  parse: {
    summary: 'parse a marine text product, without network access',
    load: async () => (await import('./commands/parse.ts')).parse,
  },
  mcp: {
    summary: 'serve the commands as tools (Model Context Protocol)',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  status: {
    summary: 'state of all upstreams, live',
    load: async () => (await import('./commands/status.ts')).status,
  },
}
