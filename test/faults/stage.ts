// The whole service over real sockets to a sandbox of its own, on a clock that is moved on: the caches age at once, and what
// hangs costs no time. Time moves to the next timer when nothing else can happen, so no machine is too slow for a test.
// `npm run faults` measures, and takes the real time for all but the ageing of the caches.

import { type SandboxServer, serveSandbox } from 'tributary-sandbox/server.ts'
import { sandboxUrls } from 'tributary-sandbox/urls.ts'
import { readConfig } from '../../src/config/config.ts'
import { type Clock, systemClock, waitWith } from '../../src/core/clock.ts'
import { type Composed, composeService, registry } from '../../src/entry/compose.ts'
import { createNodeRuntime } from '../../src/runtime/node/node.ts'
import { createRecorder, type Recorder } from '../support/recorder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

export interface Stage extends Pick<Composed, 'app' | 'service' | 'idle'> {
  server: SandboxServer
  events: Recorder
  elapsed(): number
  /** Lets time pass without a request. */
  move(ms: number): Promise<void>
  /** Waits for `work`, and lets time pass when everything under way hangs. */
  through<T>(work: Promise<T>): Promise<T>
  /** Requests to upstreams that have not ended. */
  underWay(): number
  close(): Promise<void>
}

export interface StageOptions {
  variables?: Record<string, string>
  /** For measuring: deadlines and timeouts run by the real clock. */
  isTimeReal?: boolean
}

/** Starts the service and its sandbox. */
export async function openStage({ variables = {}, isTimeReal = false }: StageOptions = {}): Promise<Stage> {
  const clock = isTimeReal ? createRealClock() : createHeldClock()
  const server = await serveSandbox({ clock: { now: clock.now } })
  const threadFile = new URL('../../src/entry/thread.ts', import.meta.url)
  const runtime = createNodeRuntime({ clock, threadFile })
  const events = createRecorder()
  const config = readConfig({ ...sandboxUrls(server.url), ...variables }, registry, { canPinAddress: true })
  const composed = composeService({ config, runtime, listeners: [events.emit], compresses: false })
  const underWay = (): number =>
    Object.values(runtime.sender.stats()).reduce((sum, { running, pending }) => sum + running + pending, 0)
  const progress = (): string => `${server.sandbox.calls.length} ${underWay()} ${events.all.length}`
  return {
    ...composed,
    server,
    events,
    underWay,
    elapsed: clock.elapsed,
    move: clock.move,
    through: (work) => clock.through(work, progress),
    async close() {
      await runtime.close()
      await server.close()
    },
  }
}

interface StageClock extends Clock {
  move(ms: number): Promise<void>
  /** Waits for `work` as long as the value of `progress` changes. */
  through<T>(work: Promise<T>, progress: () => string): Promise<T>
}

const startsAt = Date.UTC(2026, 10, 20, 12)

function createRealClock(): StageClock {
  let moved = 0
  return {
    ...systemClock,
    now: () => startsAt + moved,
    elapsed: () => systemClock.elapsed() + moved,
    random: () => 0,
    async move(ms) {
      moved += ms
    },
    through: (work) => work,
  }
}

/** What is set for less runs by itself: a retry without a pause, the window of a batch. */
const momentMs = 50

/** Turns of the event loop, through which all sockets of this process go, after which nothing more will come. */
const quietTurns = 50

function createHeldClock(): StageClock {
  const virtual = createVirtualClock({ startsAt })
  const after: Clock['after'] = (ms, run) =>
    ms < momentMs ? systemClock.after(ms, run) : virtual.after(ms, run)
  return {
    now: virtual.now,
    elapsed: virtual.elapsed,
    after,
    wait: waitWith(after),
    random: () => 0,
    move: virtual.advance,
    async through(work, progress) {
      let isOver = false
      const end = (): void => {
        isOver = true
      }
      work.then(end, end)
      for (let quiet = 0, last = ''; !isOver; ) {
        // The turn of a timer, so that those of a moment get theirs.
        await new Promise((resolve) => setTimeout(resolve))
        const now = progress()
        quiet = now === last ? quiet + 1 : 0
        last = now
        if (quiet < quietTurns || virtual.nextDue === undefined) continue
        await virtual.advance(virtual.nextDue - virtual.elapsed())
        quiet = 0
      }
      return work
    },
  }
}
