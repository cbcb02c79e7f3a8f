// `npm run sandbox`: all simulated upstreams on one port. Prints the variables that point the service at them.

import { serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { systemClock } from '../core/clock.ts'

const port = Number(process.env.SANDBOX_PORT ?? 9090)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`SANDBOX_PORT: not a port: ${process.env.SANDBOX_PORT}`)
  process.exit(1)
}

const server = await serveSandbox({ clock: systemClock, port, host: process.env.HOST ?? '127.0.0.1' }).catch(
  (error: Error) => {
    console.error(`the sandbox could not start on port ${port}: ${error.message}`)
    process.exit(1)
  },
)
console.log(
  `# The sandbox simulates every upstream on ${server.url}; faults: PUT ${server.url}/__sandbox/faults`,
)
console.log('# Start the service against it with:')
const variables = Object.entries(sandboxUrls(server.url)).map(([name, url]) => `${name}=${url}`)
console.log(`${variables.join(' ')} npm start`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)))
}
