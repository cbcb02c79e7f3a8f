// The `tributary` command: its platform part. The service is loaded only if it runs in this process.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { text } from 'node:stream/consumers'

enableCompileCache()
const [{ runCli }, { exitCode }, { commands }, { UsageError }, { systemClock }, { default: packageJson }] =
  await Promise.all([
    import('../cli/run.ts'),
    import('../cli/exit-codes.ts'),
    import('../cli/commands.ts'),
    import('../cli/usage-error.ts'),
    import('../core/clock.ts'),
    import('../../package.json', { with: { type: 'json' } }),
  ])

const { stdout, stderr, env } = process
const leaving = new AbortController()
/** True when the reader of the pipe has exited, as `head` does. */
let isUnread = false

for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isUnread = true
    leaving.abort()
  })
}
// The first signal asks to stop, the second one does not wait.
process.on('SIGINT', () => {
  if (leaving.signal.aborted) process.exit(130)
  leaving.abort()
})
let isTerminated = false
process.on('SIGTERM', () => {
  isTerminated = true
  leaving.abort()
})

const code = await runCli({
  argv: process.argv.slice(2),
  // Commands that need more than a terminal are added here, not to the common list.
  commands: {
    ...commands,
    serve: {
      summary: 'the service on a port, with your own features too',
      load: async () => (await import('./serve-command.ts')).serve,
    },
  },
  signal: leaving.signal,
  environment: env,
  version: packageJson.version,
  terminal: {
    async write(words) {
      if (isUnread) leaving.signal.throwIfAborted()
      if (!stdout.write(words)) await once(stdout, 'drain', { signal: leaving.signal })
    },
    writeError: (words) => void stderr.write(words),
    isOutputTty: stdout.isTTY === true,
    isErrorTty: stderr.isTTY === true && env.TERM !== 'dumb',
    hasColours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    // Some terminals report a width of 0.
    columns: stdout.columns || stderr.columns || Number(env.COLUMNS) || 80,
    clock: systemClock,
    async read(file) {
      try {
        return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
      } catch (error) {
        throw new UsageError([
          `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
        ])
      }
    },
  },
  embed: async () => (await import('./embedded.ts')).embed(env),
})

// Open keep-alive connections or standard input must not delay the exit.
process.exitCode = isUnread ? 0 : isTerminated ? exitCode('terminated') : code
if (!isUnread) await new Promise((resolve) => stdout.write('', resolve))
process.exit()
