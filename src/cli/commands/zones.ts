import { defineCommand } from '../command.ts'
import { clean } from '../render/text.ts'
import { renderZones } from '../render/zones.ts'

export const zones = defineCommand({
  about: 'Lists marine zones whose id or name contains all these words.',
  takes: { name: 'WORDS', min: 0, max: 10 },
  options: {
    prefix: { kind: 'text', value: 'ANZ5', about: 'beginning of the id' },
    office: { kind: 'text', value: 'LWX', about: 'zones of an office' },
    near: { kind: 'text', value: 'POSITION', about: 'nearest first' },
    limit: { kind: 'number', value: 'N', min: 1, max: 500, about: 'maximum number of zones; default 50' },
    cursor: { kind: 'text', about: 'cursor of the next page' },
  },
  examples: [
    ['chesapeake', 'zones with this word in their name'],
    ['--near 38.97,-76.49 --limit 3', 'the three nearest to a point'],
  ],
  async run({ values, positionals, connect, terminal, style, call }) {
    const { prefix, office, near, limit, cursor, json } = values
    const { marine } = await connect()
    const q = positionals.length > 0 ? positionals.join(' ') : undefined
    const page = await marine.zones({ q, prefix, office, near, limit, cursor }, call)
    const { zones: found, nextCursor } = clean(page)
    const more = nextCursor === null ? [] : [style.dim(`and more: --cursor ${nextCursor}`)]
    const lines = found.length === 0 ? ['no such zone'] : [...renderZones(found, style), ...more]
    await terminal.write(json ? `${JSON.stringify(page)}\n` : `${lines.join('\n')}\n`)
    return found.length === 0 ? 'notFound' : 'complete'
  },
})
