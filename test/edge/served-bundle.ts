import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { buildBundle } from '../../scripts/edge/build-bundle.ts'
import { type ServedBundle, serveBundle } from '../../scripts/edge/serve-bundle.ts'
import { systemClock } from '../../src/core/clock.ts'

/** The bundle that is deployed, in one isolate of workerd, with a sandbox as its upstreams. */
export interface Edge extends ServedBundle {
  sandbox: SandboxServer
  /** The service's own lines of the log, read. */
  lines(): Record<string, unknown>[]
  /** What else was logged: the platform's errors. */
  complaints(): string[]
}

export async function openEdge(
  variables: Record<string, string>,
  { latencyMs }: { latencyMs?: number } = {},
): Promise<Edge> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-edge-'))
  const sandbox = await serveSandbox({ clock: systemClock, ...(latencyMs !== undefined && { latencyMs }) })
  const { script } = await buildBundle(folder)
  const served = await serveBundle(script, { ...sandboxUrls(sandbox.url), ...variables })
  const isOurs = (line: string): boolean => line.startsWith('{"level"')
  return {
    ...served,
    sandbox,
    lines: () => served.log.filter(isOurs).map((line) => JSON.parse(line)),
    complaints: () => served.log.filter((line) => !isOurs(line)),
    async close() {
      await served.close()
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
