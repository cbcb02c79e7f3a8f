import { expect, test } from 'vitest'
import { broadcast, silent } from '../../src/core/events.ts'
import { createRecorder } from '../support/recorder.ts'

test('every listener receives an event, even after another has thrown', () => {
  const recorder = createRecorder()
  const broken = (): never => {
    throw new Error('a bad listener')
  }
  broadcast(broken, silent, recorder.emit)({ type: 'warning', message: 'm' })
  expect(recorder.of('warning')).toEqual([{ type: 'warning', message: 'm' }])
})
