// Enables tracing: `node --import ./tools/otel/start.ts src/entry/node.ts`. The OpenTelemetry SDK is installed beside this file,
// not with the service: `npm ci --prefix tools/otel`.
import { isMainThread } from 'node:worker_threads'

// Threads inherit `--import`, but they only decode and record nothing.
if (isMainThread) {
  const sdk = await import('./sdk.ts').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    process.stderr.write(`${error.message}\nrun \`npm ci --prefix tools/otel\` first\n`)
    process.exit(1)
  })
  sdk.register(process.env)
}
