import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { mockUpstreams } from './mock-upstreams.ts'

test('an unhandled host fails instead of reaching the network', async () => {
  const { enable, close } = mockUpstreams()
  onTestFinished(close)
  enable()
  await expect(request('http://elsewhere.test/')).rejects.toThrow()
})
