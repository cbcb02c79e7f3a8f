import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The process's side of `startTarget`: listens, tells its address, answers questions, and ends with the bench that started it. */
export function answerIpc(server: Server, answers: Record<string, () => unknown> = {}): void {
  // However the bench ended, even killed: the channel closes with it.
  process.on('disconnect', () => process.exit())
  if (process.send && !process.connected) process.exit()
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  process.on('message', async (question: string) => {
    if (question === 'cpu') {
      const { user, system } = process.cpuUsage()
      process.send?.((user + system) / 1_000)
    } else if (question === 'memory') process.send?.(process.memoryUsage())
    else if (question === 'collect') process.send?.(globalThis.gc?.() ?? null)
    else process.send?.(await answers[question]?.())
  })
}
