// Plays one cell: the real routes, pipeline, sources and Node platform, over real sockets to a sandbox that has the fault.
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { features } from '../../src/features/index.ts'
import { Problem } from '../../src/http/problem.ts'
import { envelopeOf, type Part } from '../../src/parts/part.ts'
import { type Cell, firstUpstream, readFault, requestOf, type Upstream, upstreamPaths } from './cells.ts'
import { expected } from './expectation.ts'
import type { Stage } from './stage.ts'

export interface CellResult {
  cell: Cell
  /** What was not as it must be; none when the cell has passed. */
  failures: string[]
  status: number
  codes: string[]
  tookMs: number
  overrunMs: number
}

const budgetMs = 2_500
const shortBudgetMs = 300
const timeoutMs = 500
const freshMs = 60_000
const staleMs = 600_000

/** The service of all cells: its attempts end within the budget, but for the short one. */
export const cellVariables: Record<string, string> = {
  GEOCODE_PROVIDERS: 'nominatim',
  ...Object.fromEntries(
    ['MARINE', 'ALERTS', 'GEOCODE', 'REDDIT'].flatMap((source) => [
      [`${source}_FRESH_MS`, String(freshMs)],
      [`${source}_STALE_MS`, String(staleMs)],
      [`${source}_TIMEOUT_MS`, String(timeoutMs)],
      [`${source}_RPS`, '0'],
    ]),
  ),
}

const schemas = new Map<string, z.ZodType>(
  features.flatMap(({ routes }) => routes).map((aggregate) => [aggregate.path, envelopeOf(aggregate.data)]),
)

/** Plays a cell on a stage that has just been opened. */
export async function playCell(cell: Cell, stage: Stage): Promise<CellResult> {
  const { app, service, idle, events } = stage
  const { sandbox } = stage.server
  const { kind, isHasty, isOfTime } = readFault(cell.fault)
  const { path, asks } = requestOf(cell)
  /** Of nothing but a fault of time is time to pass. */
  const through = isOfTime ? stage.through : <T>(work: Promise<T>) => work
  const ask = async (waitMs = budgetMs, wait: typeof through = (work) => work) => {
    const headers = { prefer: `wait=${waitMs / 1_000}` }
    const startedAt = stage.elapsed()
    const response = await wait(Promise.resolve(app.request(path, { headers })))
    const body: unknown = await response.json()
    return { response, body, tookMs: stage.elapsed() - startedAt }
  }

  const failures: string[] = []
  const check = (what: string, got: unknown, wanted: unknown): void => {
    if (isDeepStrictEqual(got, wanted)) return
    failures.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`)
  }
  const isHealthy = async (when: string): Promise<void> => {
    const { response, body } = await ask()
    check(`${when}: status`, response.status, 200)
    check(`${when}: complete`, (body as { complete?: boolean }).complete, true)
    const statuses = partsOf(body).map(({ source, status }) => `${source} ${status}`)
    check(
      `${when}: parts`,
      statuses,
      asks.map((source) => `${source} fresh`),
    )
  }

  if (cell.cache !== 'cold') await isHealthy('before')
  if (cell.cache === 'stale') await stage.move(freshMs + 1_000)
  if (cell.cache === 'expired') await stage.move(freshMs + staleMs + 1_000)
  await idle()
  const match = cell.extent === 'all' ? '/' : upstreamPaths[firstUpstream[cell.source]]
  sandbox.faults.set([{ match, fault: kind, ...(isPatient(cell) && { retryAfter: 30 }) }])
  sandbox.calls.length = 0

  const waitMs = isHasty ? shortBudgetMs : budgetMs
  const { response, body, tookMs } = await ask(waitMs, through)
  const wanted = expected(cell)
  check('status', response.status, wanted.status)
  failures.push(...shapeFaults(body, response.status, schemas.get(path.split('?', 1)[0] ?? '')))
  const parts = partsOf(body)
  check(
    'parts',
    parts.map(({ source, status, provider, attempts, error }) => ({
      source,
      status,
      provider,
      attempts,
      ...(error && { code: error.code }),
    })),
    wanted.parts,
  )
  if (response.status === 200) {
    const complete = parts.every(({ status }) => status !== 'failed')
    check('complete', (body as { complete?: boolean }).complete, complete)
  }
  if (cell.cache === 'fresh') check('calls before the end', sandbox.calls.length, 0)
  await through(idle())
  const count = (at: string): number => sandbox.calls.filter((call) => call.path.includes(at)).length
  const calls = Object.fromEntries(Object.entries(upstreamPaths).map(([name, at]) => [name, count(at)]))
  check('calls', calls, wanted.calls satisfies Record<Upstream, number>)

  sandbox.faults.clear()
  await stage.move(freshMs + staleMs + 1_000)
  await isHealthy('afterwards')
  await idle()
  check(
    'bugs',
    events.of('bug').map(({ message }) => message),
    [],
  )
  check('in flight', service.lifecycle.tally().inFlight, 0)
  for (const name of asks) {
    for (const { concurrency } of service.built(name).view().providers) {
      check(`permits of ${name}`, [concurrency.inUse, concurrency.queued], [0, 0])
    }
  }
  check('requests under way', stage.underWay(), 0)
  const codes = [...new Set(parts.flatMap(({ error }) => error?.code ?? []))]
  return {
    cell,
    failures,
    status: response.status,
    codes,
    tookMs,
    overrunMs: Math.max(0, tookMs - waitMs),
  }
}

const isPatient = ({ fault }: Cell): boolean => fault === '503' || fault === '429'

const partsOf = (body: unknown): Part[] => (body as { parts?: Part[] }).parts ?? []

/** Whether a body is what the document promises, with nothing on top of it. */
function shapeFaults(body: unknown, status: number, envelope: z.ZodType | undefined): string[] {
  const schema = status === 200 ? envelope : Problem
  if (!schema) return ['shape: no schema is known for this route']
  const result = schema.safeParse(body)
  if (!result.success) return [`shape: ${result.error.message}`]
  return isDeepStrictEqual(JSON.parse(JSON.stringify(result.data)), body)
    ? []
    : ['shape: more than the document says']
}
