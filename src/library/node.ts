// `tributary/node`: the service in your own process.
import { createService as create } from '../entry/create-service.ts'
import { serveOnNode } from '../entry/serve.ts'
import type { Feature } from './tributary.ts'

export interface ServeOptions {
  /** The features to serve. Default: the built-in ones and those of the variable FEATURES. */
  features?: readonly Feature[]
  /** Configuration variables. Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>
}

/**
 * Serves until SIGTERM or SIGINT, then drains and exits the process. Resolves with the URL once it listens. Invalid variables or
 * features are printed, and the process exits with code 1.
 */
export function serve({ features, environment = process.env }: ServeOptions = {}): Promise<string> {
  return serveOnNode(environment, features ? { features } : {})
}

/** A service without a port. */
export interface MountedService {
  /** Answers one request. Mount it below a path that is removed from the URL, for example `app.mount('/tributary', service.fetch)` with Hono. */
  fetch(request: Request): Promise<Response>
  /** Ends jobs, threads and connections. Later requests fail. */
  close(): Promise<void>
}

/** Creates the service for your own server. Rejects with one line for each error in the variables or the features. */
export function createService({
  features,
  environment = process.env,
}: ServeOptions = {}): Promise<MountedService> {
  return create(environment, features)
}
