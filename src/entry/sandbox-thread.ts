// The sandbox on a thread: serves and reports its URL.
import { parentPort, workerData } from 'node:worker_threads'
import { serveSandbox } from 'tributary-sandbox/server.ts'
import { systemClock } from '../core/clock.ts'

const { port } = workerData as { port: number }
const { url } = await serveSandbox({ clock: systemClock, port })
parentPort?.postMessage(url)
