import { trace } from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import { openTracing } from '../../src/entry/open-tracing.ts'
import { createRecordingTracer } from '../support/recording-tracer.ts'

afterEach(() => trace.disable())

test('nothing is traced without a registered provider', async () => {
  expect(await openTracing('1.0.0')).toBeNull()
})

test('a provider that is registered with the API is found, and used', async () => {
  const recorder = createRecordingTracer()
  trace.setGlobalTracerProvider(recorder.provider)
  const tracing = await openTracing('1.0.0')
  tracing?.start('GET', 'server').end()
  expect(recorder.tree()).toBe('GET')
})

test('the provider behind the API is the one that is flushed', async () => {
  let flushed = 0
  const forceFlush = async (): Promise<void> => {
    flushed++
  }
  trace.setGlobalTracerProvider(Object.assign(createRecordingTracer().provider, { forceFlush }))
  await (await openTracing('1.0.0'))?.flush()
  expect(flushed).toBe(1)
})
