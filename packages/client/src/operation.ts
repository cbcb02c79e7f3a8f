// What an operation of the OpenAPI document is to the client. Entries of `Operations` and `routes` are printed by generate.ts.

/** Where an operation is, and the type of the body that it takes. */
export interface Route {
  method: string
  /** With `{name}` for each parameter in it. */
  path: string
  body?: string
}

/** The type-level shape of an entry of `Operations`. */
export interface Operation {
  path?: object
  query?: object
  body?: unknown
  answer: unknown
  /** Whether its answer can also be read part by part. */
  streams?: true
}

/** The operations of one service, by name. */
export type OperationsOf<Operations> = { [Name in keyof Operations]: Operation }

/** What an operation is asked: its path and query parameters in one object, and its body as `body`. */
export type Question<O> = Part<O, 'path'> &
  Part<O, 'query'> &
  (O extends { body: infer Body } ? { body: Body } : object)

type Part<O, Name extends 'path' | 'query'> = O extends { [key in Name]: infer Fields }
  ? Fields & object
  : object

/** The names of the operations that can be read part by part. */
export type Streaming<Operations> = {
  [Name in keyof Operations]: Operations[Name] extends { streams: true } ? Name : never
}[keyof Operations]
