// `npm run bench`: every bench in turn, or those that are named. One at a time: they share the machine's two cores.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'

const folder = new URL('./', import.meta.url)
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !benches.includes(name))
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(', ')}; there are ${benches.join(', ')}`)
  process.exit(1)
}

let failed = 0
let running: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    running?.kill(signal)
    process.exit(1)
  })
}
for (const name of asked.length > 0 ? asked : benches) {
  const child = spawn(process.execPath, [new URL(`${name}.ts`, folder).pathname], { stdio: 'inherit' })
  running = child
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0) continue
  failed++
  console.error(`the bench ${name} failed`)
}
process.exitCode = failed > 0 ? 1 : 0
