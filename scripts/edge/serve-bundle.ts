// Runs a bundle on workerd without wrangler: one process, one isolate, and disconnects of clients reach it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline'

export interface ServedBundle {
  url: string
  pid: number
  /** What the worker and the platform have printed so far. */
  log: readonly string[]
  close(): Promise<void>
}

/** Serves the bundle's script on a free port, with these variables. There is no KV; the cache keeps nothing. */
export async function serveBundle(
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<ServedBundle> {
  const config = `${dirname(script)}/workerd.capnp`
  const settings = await readFile(new URL('../../wrangler.toml', import.meta.url), 'utf8')
  await writeFile(config, describe(basename(script), settings, variables))
  const { default: binary } = createRequire(import.meta.url)('workerd') as { default: string }
  const child = spawn(binary, ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const log: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => log.push(line))
  }
  const port = await listening(child, log)
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    log,
    async close() {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

/** The control channel tells, one line of JSON each, what has been opened. */
function listening(child: ChildProcess, log: readonly string[]): Promise<number> {
  const control = child.stdio[3] as NodeJS.ReadableStream
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`workerd exited with ${code}:\n${log.join('\n')}`)))
    createInterface({ input: control }).on('line', (line) => {
      const { event, port } = JSON.parse(line)
      if (event === 'listen') resolve(port)
    })
  })
}

/** The value of a line of wrangler.toml, copied: strings and lists have the same syntax in both languages. */
const setting = (settings: string, name: string): string =>
  new RegExp(`^${name} = (.+)$`, 'm').exec(settings)?.[1] ?? '""'

/** JSON's strings are Cap'n Proto's, for what variables hold. */
const describe = (script: string, settings: string, variables: Readonly<Record<string, string>>): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${script}")],
  compatibilityDate = ${setting(settings, 'compatibility_date')},
  compatibilityFlags = ${setting(settings, 'compatibility_flags')},
  bindings = [
    (name = "RATE_LIMITER", durableObjectNamespace = "RateLimiter"),
${Object.entries(variables)
  .map(([name, value]) => `    (name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)}),`)
  .join('\n')}
  ],
  durableObjectNamespaces = [(className = "RateLimiter", uniqueKey = "turns", enableSql = true)],
  durableObjectStorage = (inMemory = void),
);
`
