// How much memory does the process take, at rest and with 10 000 distinct keys, and what does a limit cost? One service has the
// machine's memory, one is limited the way a container is (CACHE_BYTES + 96 MB of old space), both with the image's options of Node;
// a third has the machine's memory and no options. All are asked for the same keys, in turns of 1 000. None may fail.
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { imageOptions } from '../scripts/image-command.ts'
import { report } from './support/report.ts'
import { printTable } from './support/table.ts'
import { startTarget, type Target } from './support/target.ts'

const cacheMb = 64
const [keys, keysPerTurn, keysPerRequest] = [10_000, 1_000, 20]
const sandbox = await startTarget('sandbox')
const start = (nodeOptions: string[]): Promise<Target> =>
  startTarget('service', {
    environment: {
      ...sandboxUrls(sandbox.url),
      GEOCODE_RPS: '0',
      REDDIT_RPS: '0',
      REDDIT_CONCURRENCY: '64',
      CACHE_BYTES: String(cacheMb * 1_000_000),
    },
    nodeOptions: ['--expose-gc', ...nodeOptions],
  })
const subject = async (name: string, options: string[]) => ({
  ...{ name, target: await start(options) },
  ...{ cpuMs: 0, failed: 0, restMb: 0 },
})
const image = imageOptions()
const subjects = [
  await subject('unlimited', image),
  await subject(`old space of ${cacheMb + 96} MB`, [...image, `--max-old-space-size=${cacheMb + 96}`]),
  await subject('unlimited, without options', []),
]
type Subject = Awaited<ReturnType<typeof subject>>

const rssMb = async ({ target }: Subject): Promise<number> =>
  (await target.ask<NodeJS.MemoryUsage>('memory')).rss / 1e6

async function ask(subject: Subject, from: number): Promise<void> {
  const { target } = subject
  let next = from
  const lane = async (): Promise<void> => {
    while (next < from + keysPerTurn) {
      const first = next
      next += keysPerRequest
      const names = Array.from({ length: keysPerRequest }, (_, index) => `k${first + index}`).join()
      const response = await fetch(`${target.url}/v1/reddit/top?subreddits=${names}&limit=25`)
      const { complete } = (await response.json()) as { complete?: boolean }
      if (response.status !== 200 || complete !== true) subject.failed++
    }
  }
  const before = await target.cpuMs()
  await Promise.all(Array.from({ length: 4 }, lane))
  subject.cpuMs += (await target.cpuMs()) - before
}

for (const subject of subjects) subject.restMb = await rssMb(subject)
for (let from = 0; from < keys; from += keysPerTurn) {
  for (const subject of subjects) await ask(subject, from)
}
const rows = []
for (const subject of subjects) {
  const { target, name, cpuMs, failed, restMb } = subject
  const loadedMb = await rssMb(subject)
  await target.ask('collect')
  const { heapUsed } = await target.ask<NodeJS.MemoryUsage>('memory')
  const view = (await (await fetch(`${target.url}/v1/sources`)).json()) as {
    sources: { cache: { entries: number; bytes: number } }[]
  }
  const sum = (field: 'entries' | 'bytes'): number =>
    view.sources.reduce((all, { cache }) => all + cache[field], 0)
  rows.push({
    subject: name,
    'RSS at rest, MB': Math.round(restMb),
    'RSS after the last key, MB': Math.round(loadedMb),
    'heap alive, MB': Math.round(heapUsed / 1e6),
    entries: sum('entries'),
    'cached MB': sum('bytes') / 1e6,
    'CPU ms a key': cpuMs / keys,
    'requests failed': failed,
  })
}
printTable(`memory: ${keys} distinct listings of 25 posts, CACHE_BYTES ${cacheMb} MB`, rows)
const [free, limited, plain] = subjects
if (!free || !limited || !plain) throw new Error('a subject is missing')
report('10 000 distinct keys in a limited process: requests that failed', limited.failed, {
  max: 0,
  digits: 0,
})
report('10 000 distinct keys in a limited process: CPU of an unlimited one', limited.cpuMs / free.cpuMs, {
  max: 1.15,
  unit: ' ×',
})
report(
  '10 000 distinct keys in a limited process: CPU of an unlimited one without options',
  limited.cpuMs / plain.cpuMs,
  { unit: ' ×' },
)
report('10 000 distinct keys in a limited process: RSS after the last', await rssMb(limited), {
  digits: 0,
  unit: ' MB',
})
await Promise.all([sandbox, ...subjects.map(({ target }) => target)].map((target) => target.stop()))
