export { type Aggregated, createClient, type Tributary } from './client.ts'
export {
  type ErrorCode,
  type Fault,
  type TransportCode,
  TributaryError,
} from './error.ts'
export type { FollowOptions, JobEvent, Jobs, WaitOptions } from './jobs.ts'
export type { Operation, OperationsOf, Question, Route, Streaming } from './operation.ts'
export type { CallOptions, ClientOptions, Fetch } from './options.ts'
export type {
  Done,
  Landed,
  LandedAlerts,
  LandedForecast,
  LandedPlace,
  LandedPosts,
  Progress,
  StreamEvent,
} from './stream.ts'
export * from './types.ts'
