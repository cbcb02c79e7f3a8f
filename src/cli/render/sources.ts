import type { SourceView } from 'tributary-client'
import { ago } from '../../core/time-words.ts'
import { joined, type Style } from './style.ts'
import { cut, padded, table } from './text.ts'

type Provider = SourceView['providers'][number]

const heading = ['', 'breaker', 'in use', 'queued', 'calls', 'failed', 'p50 ms', 'p95 ms']

/** Renders the state of all upstreams as a table; problems are coloured. */
export function renderSources(sources: readonly SourceView[], style: Style): string[] {
  const providers = sources.flatMap((source) => source.providers)
  const rows = providers.map((provider) => [`  ${provider.name}`, ...cellsOf(provider)])
  const [head = '', ...lines] = table(rightAligned([heading, ...rows]), style, 0)
  // No line may wrap: `status` moves the cursor up by the number of lines to overwrite the table.
  const short = (line: string): string => cut(line, style.columns)
  return [
    style.dim(short(head)),
    ...sources.flatMap(({ name, providers, cache }) => [
      style.bold(short(`${padded(name, 10)}  ${cacheWords(cache)}`)),
      ...providers.flatMap((provider) => [
        paintOf(provider, style)(short(lines.shift() ?? '')),
        ...lastError(provider, style.now).map((line) => style.dim(short(line))),
      ]),
    ]),
  ]
}

const lastError = ({ lastError }: Provider, now: number): string[] =>
  lastError === null ? [] : [`    last error: ${joined([lastError.code, ago(lastError.at, now)], ' ')}`]

function cellsOf({ breaker, concurrency, calls, failures, latencyMs }: Provider): string[] {
  return [
    breaker,
    `${concurrency.inUse}/${concurrency.limit}`,
    String(concurrency.queued),
    String(calls),
    String(failures),
    millis(latencyMs.p50),
    millis(latencyMs.p95),
  ]
}

const millis = (ms: number | null): string => (ms === null ? '–' : String(Math.round(ms)))

function paintOf(
  { breaker, concurrency, failures, calls }: Provider,
  style: Style,
): (text: string) => string {
  if (breaker !== 'closed') return style.danger
  if (concurrency.queued > 0 || (calls > 0 && failures / calls > 0.1)) return style.warning
  return (text) => text
}

const cacheWords = ({ entries, bytes, hits, misses, stale }: SourceView['cache']): string =>
  `cache: ${entries} in ${Math.ceil(bytes / 1_024)} KB, ${hits} hits, ${misses} misses, ${stale} stale`

/** Aligns the columns of numbers to the right. */
function rightAligned(rows: readonly string[][]): string[][] {
  return rows.map((row) =>
    row.map((cell, at) => {
      if (at < 2 || at > 7 || cell === '') return cell
      const width = Math.max(...rows.map((each) => each[at]?.length ?? 0))
      return padded('', width - cell.length) + cell
    }),
  )
}
