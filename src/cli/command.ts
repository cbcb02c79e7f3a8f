import type { CallOptions, Tributary } from 'tributary-client'
import type { ExitName } from './exit-codes.ts'
import type { Arguments, OptionTable, Values } from './options.ts'
import type { Style } from './render/style.ts'
import type { Terminal } from './terminal.ts'

/** The options of every command. */
export const commonOptions = {
  url: {
    kind: 'text',
    value: 'URL',
    about: 'URL of the service; without it the service runs in this process',
  },
  key: {
    kind: 'text',
    value: 'KEY',
    about: 'API key; prefer TRIBUTARY_KEY, because other users can see arguments',
  },
  timeout: {
    kind: 'number',
    value: 'SECONDS',
    min: 0.1,
    max: 300,
    isWhole: false,
    about: 'time for an answer; parts that take longer fail',
  },
  strict: { kind: 'flag', about: 'fail if any part fails' },
  json: { kind: 'flag', about: 'print the JSON answer of the service' },
  'no-color': { kind: 'flag', about: 'no colours; also with NO_COLOR, or in a pipe' },
  help: { kind: 'flag', short: 'h', about: 'print this text' },
} as const satisfies OptionTable

/** The input of a command. */
export interface Invocation<Table extends OptionTable = OptionTable> {
  values: Values<Table> & Values<typeof commonOptions>
  positionals: readonly string[]
  terminal: Terminal
  environment: Readonly<Record<string, string | undefined>>
  style: Style
  /** Options of every call: signal, timeout and strictness. */
  call: CallOptions & { signal: AbortSignal }
  /** Returns a client of the service at `--url`; without it, of a service that this call starts in this process. */
  connect(): Promise<Tributary>
  /** Whether the service runs in this process. */
  isEmbedded: boolean
}

/** A command: help, arguments and action. */
export interface Command<Table extends OptionTable = OptionTable> {
  /** The arguments in the help, where `takes` does not say enough. */
  usage?: string
  about: string
  options: Table
  /** Its positional arguments; none by default. */
  takes?: Arguments
  /** Arguments and their description. */
  examples: readonly (readonly [string, string])[]
  run(invocation: Invocation<Table>): Promise<ExitName>
}

/** Declares a command; the types of its values are inferred from its options. */
export const defineCommand = <const Table extends OptionTable>(command: Command<Table>): Command =>
  command as unknown as Command

/** An entry of the command list; `load` imports the command. */
export interface CommandEntry {
  summary: string
  load(): Promise<Command>
}

export type CommandList = Readonly<Record<string, CommandEntry>>
