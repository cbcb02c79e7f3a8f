// The service as it is deployed: log (to nowhere), metrics and every guard on.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { composeService, registry } from '../../src/entry/compose.ts'
import { createLog } from '../../src/runtime/node/log.ts'
import { logEvents } from '../../src/runtime/node/log-events.ts'
import { createMetrics } from '../../src/runtime/node/metrics.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { answerIpc } from '../support/answer-ipc.ts'

const config = readConfig(process.env, registry)
const log = createLog({ level: config.LOG_LEVEL })
const metrics = createMetrics()
const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
const runtime = createNodeRuntime({ clock: systemClock, threadFile })
const listeners = [logEvents(log), metrics.listen]
const { app } = composeService({ config, runtime, listeners, metrics, compresses: true })
answerIpc(createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })))
