// Commands run in process, over the whole service.
import { afterAll, afterEach, beforeAll } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { runCli } from '../../src/cli/run.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import { startService, type TestService } from '../support/service.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

export interface Look {
  isOutputTty?: boolean
  isErrorTty?: boolean
  hasColours?: boolean
  environment?: Record<string, string>
  signal?: AbortSignal
  files?: Record<string, string>
  onWrite?: (text: string) => void
  clock?: VirtualClock
  isThere?: () => boolean
}

/** Runs commands over one service, in process. */
export function commandLine() {
  let service: TestService
  beforeAll(() => {
    service = startService()
  })
  afterEach(() => service.sandbox.reset())
  afterAll(() => service.close())

  async function run(argv: string[], look: Look = {}) {
    const { isOutputTty = false, isErrorTty = false, hasColours = false, environment = {}, files = {} } = look
    const clock = look.clock ?? createVirtualClock({ startsAt: Date.UTC(2026, 10, 20, 12) })
    let out = ''
    let told = ''
    let closed = 0
    let embedded = 0
    const running = runCli({
      argv,
      commands,
      environment,
      version: '1.2.3',
      signal: look.signal ?? new AbortController().signal,
      terminal: {
        write: async (text) => {
          out += text
          look.onWrite?.(text)
        },
        writeError: (text) => {
          told += text
        },
        isOutputTty,
        isErrorTty,
        hasColours,
        columns: 100,
        clock,
        read: async (file) => {
          const text = files[file]
          if (text === undefined) throw new UsageError([`${file} cannot be read: ENOENT`])
          return text
        },
      },
      embed: async () => {
        embedded++
        return {
          fetch: async (url, init) => {
            if (look.isThere?.() === false) throw new TypeError('fetch failed')
            return service.get(url, init)
          },
          close: async () => {
            closed++
          },
        }
      },
    })
    return { code: await running, out, told, embedded, closed, clock }
  }
  return { run, service: () => service }
}
