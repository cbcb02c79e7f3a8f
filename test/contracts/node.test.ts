import { afterAll, beforeAll } from 'vitest'
import { features } from '../../src/features/index.ts'
import { type SocketService, startSocketService } from '../support/socket-service.ts'
import { contract } from './suite.ts'

let service: SocketService
beforeAll(async () => {
  service = await startSocketService()
})
afterAll(() => service.close())

contract({
  url: () => `http://127.0.0.1:${service.port}`,
  sandboxUrl: () => service.sandbox.url,
  aggregates: features.flatMap(({ routes }) => routes),
})
