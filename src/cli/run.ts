// Runs the command line: arguments in, exit code out. The caller provides the terminal, the signal and the embedded service.
import { createClient, type Fetch, type Tributary } from 'tributary-client'
import { type Command, type CommandList, commonOptions } from './command.ts'
import { type ExitName, exitCode, exitNameOf } from './exit-codes.ts'
import { renderCommandHelp, renderHelp } from './help.ts'
import { type OptionTable, readArguments, suggestion, type Values } from './options.ts'
import { renderError } from './render/problem.ts'
import { createStyle, type Style } from './render/style.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** A service in this process. */
export interface Embedded {
  fetch: Fetch
  close(): Promise<void>
}

export interface CliOptions {
  argv: readonly string[]
  commands: CommandList
  terminal: Terminal
  /** Cancels the command: on Ctrl-C, or when the reader of the output has gone. */
  signal: AbortSignal
  environment: Readonly<Record<string, string | undefined>>
  version: string
  /** Starts a service in this process. Called at most once, when there is no URL. Throws a UsageError for faulty variables. */
  embed(): Promise<Embedded>
}

/** Runs a command and resolves with its exit code; never rejects. */
export async function runCli(options: CliOptions): Promise<number> {
  const { terminal, signal } = options
  const { hasColours, columns, clock } = terminal
  const style = createStyle({ hasColours, columns, now: clock.now() })
  try {
    return exitCode(await dispatch(options, style))
  } catch (error) {
    if (signal.aborted) return exitCode('interrupted')
    terminal.writeError(`${renderError(error, style).join('\n')}\n`)
    return exitCode(exitNameOf(error))
  }
}

async function dispatch(options: CliOptions, style: Style): Promise<ExitName> {
  const { argv, commands, terminal, version } = options
  const [name, ...rest] = argv
  const print = async (lines: readonly string[]): Promise<ExitName> => {
    await terminal.write(`${lines.join('\n')}\n`)
    return 'complete'
  }
  if (name === '--version' || name === '-v') return print([version])
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    return print(renderHelp(commands, style.columns))
  }
  if (name === undefined) {
    throw new UsageError(['a command is required; tributary --help lists them'])
  }
  const asked = name === 'help' ? (rest[0] ?? '') : name
  const entry = Object.hasOwn(commands, asked) ? commands[asked] : undefined
  if (!entry) {
    const hint = asked.startsWith('-')
      ? ': the command must come first'
      : suggestion(asked, Object.keys(commands))
    throw new UsageError([`${asked} is not a command${hint}; tributary --help lists them`])
  }
  const command = await entry.load()
  if (name === 'help' || rest.some((word) => word === '--help' || word === '-h')) {
    return print(renderCommandHelp(asked, command, style.columns))
  }
  return run(command, rest, options, style)
}

async function run(
  command: Command,
  argv: readonly string[],
  options: CliOptions,
  style: Style,
): Promise<ExitName> {
  const { terminal, signal, environment } = options
  const table: OptionTable & typeof commonOptions = { ...command.options, ...commonOptions }
  const { values, positionals } = readArguments(argv, table, command.takes)
  const isPlain = values['no-color']
  const { columns, now } = style
  const url = values.url ?? (environment.TRIBUTARY_URL || undefined)
  const call = {
    signal,
    ...(values.timeout !== undefined && { timeoutMs: Math.round(values.timeout * 1_000) }),
    ...(values.strict && { strict: true }),
  }
  let embedded: Embedded | undefined
  const connect = async (): Promise<Tributary> => {
    if (url !== undefined) return remote(url, values.key ?? (environment.TRIBUTARY_KEY || undefined))
    embedded ??= await options.embed()
    return createClient({ baseUrl: 'http://localhost', fetch: embedded.fetch })
  }
  try {
    return await command.run({
      values: values as Values<OptionTable & typeof commonOptions>,
      positionals,
      terminal,
      environment,
      style: isPlain ? createStyle({ hasColours: false, columns, now }) : style,
      call,
      connect,
      isEmbedded: url === undefined,
    })
  } finally {
    await embedded?.close()
  }
}

function remote(url: string, apiKey: string | undefined): Tributary {
  try {
    return createClient({ baseUrl: url, apiKey })
  } catch (error) {
    // Names the option, not its value, which may hold a secret.
    throw new UsageError([
      error instanceof Error
        ? error.message.replace('baseUrl', '--url').replace('apiKey', 'the key')
        : 'the service cannot be used',
    ])
  }
}
