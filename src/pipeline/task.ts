/** Work on a text other than decoding an upstream's body; it can run on a thread. */
export interface Task<In = unknown, Out = unknown> {
  /** Unique among all endpoints and tasks; the thread finds `decode` by it. By convention `source/what`. */
  name: string
  /** Pure and thread-safe; input and output are plain data. */
  decode(body: string, input: In): Out
}

/**
 * Runs a task inline, or on a thread when threads exist and the text has more than `offloadAbove` characters; the results are
 * equal. Rejects with the task's own error, with `overloaded`, or with the reason of the request's signal.
 */
export type Compute = <In, Out>(
  task: Task<In, Out>,
  text: string,
  input: In,
  options: { offloadAbove: number },
) => Promise<Out>

/** Declares a task; a feature registers it with the threads by listing it in `tasks`. */
export function defineTask<In, Out>(task: Task<In, Out>): Task<In, Out> {
  return task
}
