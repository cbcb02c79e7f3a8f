// Reads an answer part by part in Node, one JSON object a line:  node examples/stream-in-node.ts "Annapolis, MD" sailing,boating
// The service's address is TRIBUTARY_URL, or the demo's. Leaving the loop early ends the request, and the service's work for it.

interface Part {
  source: string
  key: string
  status: 'fresh' | 'cached' | 'stale' | 'failed'
  tookMs: number
  error?: { title: string }
}

type Line =
  | { event: 'part'; part: Part; data: unknown }
  | { event: 'progress'; done: number; total: number }
  | { event: 'done'; complete: boolean; meta: { tookMs: number } }
  | { event: 'problem'; title: string; detail: string }

/** The lines of an answer as they arrive; empty lines are the service saying that it is still there. */
export async function* streamLines(url: URL, signal?: AbortSignal): AsyncGenerator<Line> {
  const response = await fetch(url, {
    headers: { accept: 'application/x-ndjson' },
    ...(signal && { signal }),
  })
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`)
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Line
  }
}

async function main([place = 'Annapolis, MD', subreddits = 'sailing']: string[]): Promise<void> {
  const url = new URL('/v1/briefing', process.env.TRIBUTARY_URL ?? 'http://localhost:8080')
  url.search = new URLSearchParams({ place, subreddits }).toString()
  for await (const line of streamLines(url)) {
    if (line.event === 'part') {
      const { source, key, status, tookMs, error } = line.part
      console.log(`${source} ${key}: ${status} after ${tookMs} ms${error ? `, ${error.title}` : ''}`)
    }
    if (line.event === 'done')
      console.log(`${line.complete ? 'complete' : 'incomplete'} after ${line.meta.tookMs} ms`)
    if (line.event === 'problem') {
      console.error(`${line.title}: ${line.detail}`)
      process.exitCode = 1
    }
  }
}

if (import.meta.main) await main(process.argv.slice(2))
