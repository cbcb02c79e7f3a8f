// The service on Node over real sockets, with a sandbox as its upstreams, for tests that need a connection.
import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import type { Emit } from '../../src/core/events.ts'
import { type Composed, composeService, registry } from '../../src/entry/compose.ts'
import { httpServer } from '../../src/entry/http-server.ts'
import { openSqlQueue } from '../../src/entry/open-queue.ts'
import type { JobQueue } from '../../src/jobs/queue.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { listen } from './listen.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { unhurried } from './unhurried.ts'

export interface SocketService extends Composed {
  port: number
  sandbox: SandboxServer
  events: Recorder
  /** Delays every operation of the job queue until no caller waits for it, like a Redis that hangs. */
  holdJobs(isHeld: boolean): void
  /** Submits a job that runs until its upstreams answer, and returns its id. */
  submitJob(): Promise<string>
  close(): Promise<void>
}

const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)

/** The service with all optional components, composed but not listening. */
export function composeWhole(variables: Record<string, string> = {}, { emit }: { emit?: Emit } = {}) {
  const events = createRecorder()
  let isHeld = false
  const runtime = createNodeRuntime({ threadFile })
  const composed = composeService({
    config: readConfig({ ...unhurried, JOBS_QUEUE: '1000', ...variables }, registry, {
      canPinAddress: true,
    }),
    runtime,
    listeners: [emit ?? events.emit],
    compresses: true,
    metrics: { contentType: 'text/plain', render: async () => '' },
    openQueue: (kit) => holding(openSqlQueue(kit), () => isHeld),
    loadMcp: () => import('../../src/mcp/endpoint.ts'),
  })
  const holdJobs = (hold: boolean): void => {
    isHeld = hold
  }
  return { ...composed, runtime, events, holdJobs }
}

/** Serves it on a port of this machine. Its events are recorded, unless another listener is given. */
export async function startSocketService(
  variables: Record<string, string> = {},
  listener: { emit?: Emit } = {},
): Promise<SocketService> {
  const sandbox = await serveSandbox({ clock: systemClock })
  const whole = composeWhole({ ...sandboxUrls(sandbox.url), ...variables }, listener)
  const { app, service, runtime } = whole
  const server = httpServer(whole)
  return {
    ...whole,
    port: await listen(server),
    sandbox,
    async submitJob() {
      const submitted = await app.request('/v1/jobs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"kind":"geocode","places":["Annapolis, MD"]}',
      })
      return ((await submitted.json()) as { id: string }).id
    },
    async close() {
      await service.jobs?.queue.stop(0)
      server.closeAllConnections()
      server.close()
      await runtime.close()
      await sandbox.close()
    },
  }
}

const heldMethods = ['submit', 'find', 'checkpoints', 'list', 'cancel']

function holding(queue: JobQueue, isHeld: () => boolean): JobQueue {
  return new Proxy(queue, {
    get(target, name: keyof JobQueue) {
      const member: unknown = target[name]
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        if (!isHeld() || !heldMethods.includes(name)) return member.apply(target, given)
        return systemClock.wait(1_000_000, given.at(-1) as AbortSignal)
      }
    },
  })
}
