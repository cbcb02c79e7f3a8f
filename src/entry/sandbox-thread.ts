// The sandbox on a thread: serves, and tells its address.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../core/clock.ts'
import { serveSandbox } from '../sandbox/server.ts'

const { port } = workerData as { port: number }
const { url } = await serveSandbox({ clock: systemClock, port })
parentPort?.postMessage(url)
