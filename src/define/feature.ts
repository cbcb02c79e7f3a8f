// A feature is what the service offers of one thing: the sources it asks, and above them its routes, jobs and tasks. What
// serves it (HTTP, queues, threads) reads this and nothing else of it.
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
  /** Everything its routes and jobs ask; sources that several features ask are built once. */
  sources: readonly Source[]
  /** Routes whose answers are gathered from the sources. */
  routes: readonly Route[]
  /** Routes that ask no source. */
  directRoutes: readonly DirectRoute[]
  jobs: readonly JobKind[]
  /** Work on texts, beside the decoders of its endpoints, that threads can do. */
  tasks: readonly Task[]
  /** Does once, soon after the start, what the first request would otherwise wait for. Pure; at most tens of milliseconds. */
  warm?(): void
}

/** What a feature says of itself; lists that are empty may be left out. */
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
    // What is done to all sources and tasks alike needs none of their types.
    sources: sources as readonly unknown[] as readonly Source[],
    tasks: tasks as readonly unknown[] as readonly Task[],
  }
}
