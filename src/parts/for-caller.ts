import { digestOf } from '../core/digest.ts'
import { type AnswerCollector, type Collector, RequiredPartFailed } from '../define/collector.ts'
import type { Caller, Source } from '../pipeline/source.ts'

/**
 * Collects for one caller: sources receive the caller headers that they declare, and the failure of a required part ends the
 * answer.
 */
export function forCaller(
  collector: Collector,
  header: (name: string) => string | undefined,
): AnswerCollector {
  // One digest for each list of names, so that parts of one source stay in the order of the calls.
  const callers = new Map<readonly string[], Promise<Caller>>()
  const callerOf = (names: readonly string[]): Promise<Caller> => {
    const known = callers.get(names) ?? readCaller(names, header)
    callers.set(names, known)
    return known
  }
  const ask: Collector['ask'] = (source, input, present, form) => {
    const { callerHeaders } = source
    if (!callerHeaders) return collector.ask(source, input, present, form)
    return callerOf(callerHeaders).then((caller) =>
      collector.ask(source, { ...input, caller }, present, form),
    )
  }
  return {
    now: collector.now,
    compute: collector.compute,
    settings: collector.settings,
    ask,
    async require(source, input, present) {
      const piece = await ask(source, input, present)
      if (piece === null) throw new RequiredPartFailed(source.name, labelOf(source, input))
      return piece
    },
  }
}

const labelOf = <In, Out, Settings>({ label, key }: Source<In, Out, Settings>, input: In): string =>
  label ? label(input) : key(input)

async function readCaller(
  names: readonly string[],
  header: (name: string) => string | undefined,
): Promise<Caller> {
  const headers: Record<string, string> = {}
  for (const name of names) {
    const value = header(name)
    if (value !== undefined) headers[name] = value
  }
  // Cache keys reach stores that others can read; the header values must not.
  return { headers, digest: await digestOf(JSON.stringify(headers)) }
}
