// Every upstream on one port, as the demo has them.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createSandbox } from 'tributary-sandbox/app.ts'
import { transportPlayer } from 'tributary-sandbox/faults/transport.ts'
import { systemClock } from '../../src/core/clock.ts'
import { answerIpc } from '../support/answer-ipc.ts'

const { app } = createSandbox({ clock: systemClock }, transportPlayer(systemClock.after))
const listener = getRequestListener((request, env) => app.fetch(request, env as never), {
  overrideGlobalObjects: false,
})
answerIpc(createServer({ keepAliveTimeout: 60_000 }, listener))
