// `tributary/node`: the service in a process of your own.
import { createService as create } from '../entry/create-service.ts'
import { serveOnNode } from '../entry/serve.ts'
import type { Feature } from './tributary.ts'

export interface ServeOptions {
  /** What is served; the built-in features, and those that the variable FEATURES names, unless given. */
  features?: readonly Feature[]
  /** The variables that configure it; those of the process unless given. */
  environment?: Readonly<Record<string, string | undefined>>
}

/**
 * Serves until SIGTERM or SIGINT, then drains and ends the process. Resolves with the address once it listens; mistakes in
 * the variables or the features are printed, and end the process.
 */
export function serve({ features, environment = process.env }: ServeOptions = {}): Promise<string> {
  return serveOnNode(environment, features ? { features } : {})
}

/** A service without a port. */
export interface MountedService {
  /** Answers one request, below any path that has been taken off: `app.mount('/tributary', service.fetch)` with Hono. */
  fetch(request: Request): Promise<Response>
  /** Ends jobs, threads and connections; what is asked after it fails. */
  close(): Promise<void>
}

/** The service within a server of your own. Rejects with what is wrong with the variables or the features, a line each. */
export function createService({
  features,
  environment = process.env,
}: ServeOptions = {}): Promise<MountedService> {
  return create(environment, features)
}
