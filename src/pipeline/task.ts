/** Work on a text that is not the decoding of an upstream's body, and may be done on a thread all the same. */
export interface Task<In = unknown, Out = unknown> {
  /** Unique among all endpoints and tasks; the thread finds `decode` by it. By convention `source/what`. */
  name: string
  /** Pure and thread-safe; input and output are plain data. */
  decode(body: string, input: In): Out
}

/**
 * Runs a task in place, or on a thread where there are threads and the text has more than `offloadAbove` characters; both
 * give equal values. Rejects with what the task threw, with `overloaded`, or with the end of the request.
 */
export type Compute = <In, Out>(
  task: Task<In, Out>,
  text: string,
  input: In,
  options: { offloadAbove: number },
) => Promise<Out>

/** Declares a task; a feature that lists it among its `tasks` makes it known to the threads. */
export function defineTask<In, Out>(task: Task<In, Out>): Task<In, Out> {
  return task
}
