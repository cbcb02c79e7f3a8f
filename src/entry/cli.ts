// `tributary` on the command line: the platform's side of it. The service is loaded only when it is to run in this process.
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
// The first asks, the second does not wait.
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
  // A command that needs more of the platform than a terminal is added here, and not to the list of those that do not.
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
    tell: (words) => void stderr.write(words),
    isWatched: stdout.isTTY === true,
    isToldLive: stderr.isTTY === true && env.TERM !== 'dumb',
    hasColours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    // Some terminals say that they have none.
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

// Nothing is left to be done; what is still open (a keep-alive connection, standard input) does not hold the process back.
process.exitCode = isUnread ? 0 : isTerminated ? exitCode('terminated') : code
if (!isUnread) await new Promise((resolve) => stdout.write('', resolve))
process.exit()
