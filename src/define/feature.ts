// A feature declares the sources, routes, jobs and tasks for one subject. The code that serves it (HTTP, queues, threads) uses
// this declaration only.
import type { Source } from '../pipeline/source.ts'
import type { Task } from '../pipeline/task.ts'
import type { Collection } from './collection.ts'
import type { DirectRoute } from './direct-route.ts'
import type { JobKind } from './job-kind.ts'
import type { AnySource, Route } from './route.ts'

export interface Feature {
  /** Unique; the tag of its routes. */
  name: string
  /** One sentence for the reference: describes the tag. */
  summary: string
  /** The sources of its routes and jobs; a source that several features use is built once. */
  sources: readonly Source[]
  /** Routes whose answers are gathered from the sources. */
  routes: readonly Route[]
  /** Routes that use no source. */
  directRoutes: readonly DirectRoute[]
  jobs: readonly JobKind[]
  /** Work on texts that can run on threads, besides the decoders of its endpoints. */
  tasks: readonly Task[]
  /** Runs once soon after the start, so that the first request need not wait for it. Pure; at most tens of milliseconds. */
  warm?(): void
}

/** The declaration of a feature; empty lists may be omitted. */
export interface FeatureDefinition {
  name: string
  summary: string
  sources?: readonly AnySource[]
  /** Each is a route, and a kind of job. */
  collections?: readonly Collection[]
  routes?: readonly Route[]
  directRoutes?: readonly DirectRoute[]
  tasks?: readonly Task<never, unknown>[]
  warm?(): void
}

/** Declares a feature. */
export function defineFeature(definition: FeatureDefinition): Feature {
  const { sources = [], collections = [], routes = [], directRoutes = [], tasks = [], ...rest } = definition
  return {
    ...rest,
    routes: [...collections.map(({ route }) => route), ...routes],
    directRoutes,
    jobs: collections.flatMap(({ job }) => job ?? []),
    // Code that handles all sources and tasks alike does not need their types.
    sources: sources as readonly unknown[] as readonly Source[],
    tasks: tasks as readonly unknown[] as readonly Task[],
  }
}
