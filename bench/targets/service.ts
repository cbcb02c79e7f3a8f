// The service as it is deployed: log (to nowhere), metrics and every guard on.
import { hash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../../src/config/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { addressOf, httpServer, latin1 } from '../../src/entry/http-server.ts'
import { openTracing } from '../../src/entry/open-tracing.ts'
import { logEvents } from '../../src/runtime/log-events.ts'
import { createLoopDelay } from '../../src/runtime/loop-delay.ts'
import { compressNow } from '../../src/runtime/node/content-coding.ts'
import { createLog } from '../../src/runtime/node/log.ts'
import { createMetrics } from '../../src/runtime/node/metrics.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import type { LinkChange } from '../../src/runtime/node/redis/link.ts'
import { createShared } from '../../src/runtime/node/redis/redis.ts'
import { answerIpc } from '../support/answer-ipc.ts'

const config = readConfig(process.env, registry)
const log = createLog({ level: config.LOG_LEVEL })
const metrics = createMetrics()
const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
const { REDIS_URL: url, REDIS_TIMEOUT_MS: timeoutMs } = config
const tell = (change: LinkChange): void => metrics.listen({ type: 'shared-state', ...change })
const shared = url === undefined ? null : createShared({ url, timeoutMs, clock: systemClock, tell })
const runtime = createNodeRuntime({ clock: systemClock, threadFile, shared })
const listeners = [logEvents(log), metrics.listen]
const { app, service } = composeService({
  config,
  runtime,
  listeners,
  tracing: await openTracing('bench'),
  metrics,
  compresses: true,
  clientAddress: addressOf,
  sha256: (text) => hash('sha256', text, 'hex'),
  compressNow,
  loopDelayMs: createLoopDelay(systemClock),
  encodeBody: latin1,
})
const delays = monitorEventLoopDelay({ resolution: 1 })
const replays = process.env.READY === 'off' ? undefined : service.replays
answerIpc(httpServer({ app, service, replays }), {
  /** Since it was last asked, and measured only from then on; what is measured is the time between two ticks. */
  loopDelay() {
    delays.enable()
    const p99 = delays.percentile(99) / 1e6 - 1
    delays.reset()
    return { p99 }
  },
})
