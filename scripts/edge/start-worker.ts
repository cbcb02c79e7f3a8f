// The service in workerd on this machine, as wrangler.toml describes it: for the demo, the contract suite and the figures.
import { fileURLToPath } from 'node:url'

export interface EdgeOptions {
  /** 0, the default, is any free port. */
  port?: number
  /** Instead of the one in wrangler.toml. */
  entry?: string
  /** Over those of wrangler.toml. */
  variables?: Readonly<Record<string, string>>
  /** Receives the output of the worker and the platform. */
  onLog?: (line: string) => void
}

export interface Edge {
  /** Without a slash at its end. */
  url: string
  close(): Promise<void>
}

/** Starts the environment `sandbox` of wrangler.toml; nothing is kept on disk. */
export async function startEdge({
  port = 0,
  entry,
  variables = {},
  onLog = () => {},
}: EdgeOptions = {}): Promise<Edge> {
  process.env.WRANGLER_SEND_METRICS = 'false'
  process.env.WRANGLER_HIDE_BANNER = 'true'
  // Otherwise the location of requests would be looked up on the platform's own site.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  // Loaded late: it takes half a second, and reads these variables.
  const { unstable_startWorker } = await import('wrangler')
  const bindings = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, { type: 'plain_text', value } as const]),
  )
  const worker = await unstable_startWorker({
    config: fileURLToPath(new URL('../../wrangler.toml', import.meta.url)),
    env: 'sandbox',
    ...(entry !== undefined && { entrypoint: fileURLToPath(new URL(`../../${entry}`, import.meta.url)) }),
    bindings,
    dev: {
      server: { hostname: '127.0.0.1', port },
      inspector: false,
      persist: false,
      watch: false,
      logLevel: 'error',
      structuredLogsHandler: ({ message }: { message: string }) => onLog(message),
    },
  })
  await worker.ready
  return { url: String(await worker.url).replace(/\/$/, ''), close: () => worker.dispose() }
}
