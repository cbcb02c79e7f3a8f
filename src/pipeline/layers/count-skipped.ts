import type { Answer, Layer } from '../call.ts'

/** Emits how many items of a list could not be read: once for each load, below every cache. */
export function countSkipped<In, Out>({
  source,
  skipped,
}: {
  source: string
  skipped: (value: Out) => number
}): Layer<In, Answer<Out>> {
  return (next) => async (input, ctx) => {
    const answer = await next(input, ctx)
    const items = skipped(answer.value)
    if (items > 0) ctx.emit({ type: 'skipped', source, provider: answer.provider, items })
    return answer
  }
}
