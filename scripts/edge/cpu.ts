import { readdirSync, readFileSync } from 'node:fs'

/** CPU time of all threads of a process so far, in ms; null if the system does not report it. */
export function cpuMs(pid: number): number | null {
  try {
    const tasks = `/proc/${pid}/task`
    const nanoseconds = readdirSync(tasks).map((thread) =>
      Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]),
    )
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
  } catch {
    return null
  }
}
