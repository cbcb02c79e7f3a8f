// `tributary`: the functions that declare features. Semantic versioning applies to the exports of this file and of the files beside
// it.
export { z } from 'zod'
export { AppError, type ErrorCode, errorKinds } from '../core/errors.ts'
export { latLon, list } from '../core/query.ts'
export { type Collection, type CollectionDefinition, defineCollection } from '../define/collection.ts'
export type { AnswerCollector, Collector } from '../define/collector.ts'
export { type DirectRoute, defineDirectRoute } from '../define/direct-route.ts'
export { defineFeature, type Feature, type FeatureDefinition } from '../define/feature.ts'
export { type Field, flag, whole } from '../define/field.ts'
export { type About, askPart, askParts, definePart, type Gathered, type PartOf } from '../define/part.ts'
export { type Caching, defineRoute, type Route, type RouteDefinition } from '../define/route.ts'
export { listed, type Selector, selectionOf, selector } from '../define/selection.ts'
export type { Answer, Call } from '../pipeline/call.ts'
export type { Context } from '../pipeline/context.ts'
export { defineEndpoint, type Endpoint, type Failure, type RequestDescription } from '../pipeline/endpoint.ts'
export {
  type Caller,
  defaultPolicy,
  defineSource,
  type FromCaller,
  type Kit,
  type Policy,
  type Provider,
  type Source,
} from '../pipeline/source.ts'
export { defineTask, type Task } from '../pipeline/task.ts'
export { checked, parseJson, readEach } from '../sources/read-json.ts'
export { requestUrl } from '../sources/request-url.ts'
