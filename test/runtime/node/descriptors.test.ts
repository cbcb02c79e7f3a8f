import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { boundConnections } from '../../../src/runtime/node/descriptors.ts'
import { listen } from '../../support/listen.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

test('connections above the limit are dropped, counted and reported once a minute', async () => {
  const clock = createVirtualClock()
  const warnings: string[] = []
  const server = createServer((_, response) => response.end('ok'))
  const port = await listen(server)
  const options = { reserved: 100, limit: 6, clock, warn: (message: string) => void warnings.push(message) }
  const dropped = boundConnections(server, options)
  const sockets: Socket[] = []
  const dial = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    const [event] = await Promise.race([
      once(socket, 'data').then(() => [true]),
      once(socket, 'close').then(() => [false]),
    ])
    return event === true
  }
  // Half of the descriptors, whatever is to be reserved.
  expect([await dial(), await dial(), await dial(), await dial(), await dial()]).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(dropped()).toBe(2)
  expect(warnings).toEqual(['connections are dropped (1 so far): 3 are open, of 6 descriptors'])
  await clock.advance(60_000)
  expect(await dial()).toBe(false)
  expect(warnings).toHaveLength(2)
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('an error of a listening server does not stop it', () => {
  const server = createServer()
  const dropped = boundConnections(server, {
    reserved: 1,
    limit: null,
    clock: createVirtualClock(),
    warn: () => {},
  })
  server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }))
  expect([dropped(), server.maxConnections]).toEqual([1, undefined])
})
