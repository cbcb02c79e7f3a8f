import { toAppError } from '../../core/errors.ts'
import type { DecodeTask, Runtime } from '../runtime.ts'
import type { Executor } from './executor.ts'

/** Decodes small bodies inline and large ones on a thread; both give equal values and equal AppErrors. */
export function createDecode(
  executor: Pick<Executor, 'submit'>,
  isOnThreads: (decoder: string) => boolean = () => true,
): Runtime['decode'] {
  return async ({ name, decode, body, input, offloadAbove }: DecodeTask, signal) => {
    if (body.length > offloadAbove && isOnThreads(name))
      return executor.submit({ name, body, input }, signal).promise
    try {
      return decode(body, input)
    } catch (error) {
      throw toAppError(error)
    }
  }
}
