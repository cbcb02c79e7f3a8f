import type { CallOptions, Tributary } from 'tributary-client'
import type { ExitName } from './exit-codes.ts'
import type { Arguments, OptionTable, Values } from './options.ts'
import type { Style } from './render/style.ts'
import type { Terminal } from './terminal.ts'

/** What every command takes. */
export const everywhere = {
  url: {
    kind: 'text',
    value: 'URL',
    about: 'ask the service there; else everything is done in this process',
  },
  key: {
    kind: 'text',
    value: 'KEY',
    about: 'its API key; better in TRIBUTARY_KEY: arguments are seen by others',
  },
  timeout: {
    kind: 'number',
    value: 'SECONDS',
    least: 0.1,
    most: 300,
    isWhole: false,
    about: 'time for an answer; what is not there by then is a failed part',
  },
  strict: { kind: 'flag', about: 'one failed part fails the answer' },
  json: { kind: 'flag', about: 'print the answer as the service gives it' },
  'no-color': { kind: 'flag', about: 'plain text; so does NO_COLOR, or a pipe' },
  help: { kind: 'flag', short: 'h', about: 'this text' },
} as const satisfies OptionTable

/** What a command is run with. */
export interface Invocation<Table extends OptionTable = OptionTable> {
  values: Values<Table> & Values<typeof everywhere>
  positionals: readonly string[]
  terminal: Terminal
  environment: Readonly<Record<string, string | undefined>>
  style: Style
  /** Signal, time and strictness, for every call. */
  call: CallOptions & { signal: AbortSignal }
  /** The client: of the service at `--url`, else of one in this process, which is started now. */
  connect(): Promise<Tributary>
  /** Whether the service is in this process. */
  isEmbedded: boolean
}

/** A command as data: its help, its arguments, what it does. */
export interface Command<Table extends OptionTable = OptionTable> {
  /** After the name: `PLACE...`. */
  usage: string
  about: string
  options: Table
  takes: Arguments
  /** Arguments, and what they do. */
  examples: readonly (readonly [string, string])[]
  run(invocation: Invocation<Table>): Promise<ExitName>
}

/** Declares a command; the types of its values follow from its options. */
export const defineCommand = <const Table extends OptionTable>(command: Command<Table>): Command =>
  command as unknown as Command

/** A command in the list: loaded only when it is asked for. */
export interface CommandEntry {
  summary: string
  load(): Promise<Command>
}

export type CommandList = Readonly<Record<string, CommandEntry>>
