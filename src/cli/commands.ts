import type { CommandList } from './command.ts'

/** Every command, in the order of the help; each is loaded when it is asked for. */
export const commands: CommandList = {
  briefing: {
    summary: 'a place: its sea, alerts and talk',
    load: async () => (await import('./commands/briefing.ts')).briefing,
  },
  advisories: {
    summary: 'what is in effect, zone by zone',
    load: async () => (await import('./commands/advisories.ts')).advisories,
  },
  forecasts: {
    summary: 'marine forecasts of zones',
    load: async () => (await import('./commands/forecasts.ts')).forecasts,
  },
  search: {
    summary: 'what current forecasts say of something',
    load: async () => (await import('./commands/search.ts')).search,
  },
  zones: {
    summary: 'the catalogue of marine zones',
    load: async () => (await import('./commands/zones.ts')).zones,
  },
  geocode: {
    summary: 'where places are',
    load: async () => (await import('./commands/geocode.ts')).geocode,
  },
  top: {
    summary: 'the top posts of subreddits',
    load: async () => (await import('./commands/top.ts')).top,
  },
  pages: {
    summary: 'what addresses answer, where that is allowed',
    load: async () => (await import('./commands/pages.ts')).pages,
  },
  job: {
    summary: 'work for which a request is too short',
    load: async () => (await import('./commands/job.ts')).job,
  },
  parse: {
    summary: 'a marine text product, typed, without any network',
    load: async () => (await import('./commands/parse.ts')).parse,
  },
  mcp: {
    summary: 'the same as tools for an agent (Model Context Protocol)',
    load: async () => (await import('./commands/mcp.ts')).mcp,
  },
  status: {
    summary: 'how every upstream is doing, live',
    load: async () => (await import('./commands/status.ts')).status,
  },
}
