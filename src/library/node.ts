// `tributary/node`: the service in your own process.
import type { ServeOptions } from '../entry/prepare.ts'
import { serveOnNode } from '../entry/serve.ts'

export { createService, type MountedService } from '../entry/create-service.ts'
export type { ServeOptions }

/**
 * Serves until SIGTERM or SIGINT, then drains and exits the process. Resolves with the URL once it listens. Invalid variables or
 * features are printed, and the process exits with code 1.
 */
export function serve(options: ServeOptions = {}): Promise<string> {
  return serveOnNode(options)
}
