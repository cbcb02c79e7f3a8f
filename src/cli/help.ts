import { type Command, type CommandList, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import type { Arguments, Option, OptionTable } from './options.ts'
import { paragraph } from './render/text.ts'

/** The text of `tributary --help`: commands, common options and exit codes. */
export function renderHelp(commands: CommandList, columns: number): string[] {
  return [
    'tributary COMMAND [ARGUMENTS]     many upstreams, one answer',
    '',
    ...listed(
      Object.entries(commands).map(([name, { summary }]) => [name, summary]),
      columns,
    ),
    '',
    'Options of every command:',
    ...listed([...optionRows(commonOptions), ['--version', 'print the version']], columns),
    '',
    ...paragraph(
      'Without --url and TRIBUTARY_URL the service runs in this process and calls the upstreams itself; configure it with ' +
        'the variables in docs/configuration.md. Set TRIBUTARY_KEY for a service that requires an API key.',
      { columns },
    ),
    '',
    'Exit codes:',
    ...listed(
      Object.values(exitCodes).map(([code, meaning]) => [String(code), meaning]),
      columns,
    ),
    '',
    'Run tributary COMMAND --help for the options of a command.',
  ]
}

/** The text of `tributary COMMAND --help`. */
export function renderCommandHelp(name: string, command: Command, columns: number): string[] {
  const { takes, usage = usageOf(takes), about, options, examples } = command
  return [
    `tributary ${[name, usage, '[OPTIONS]'].filter(Boolean).join(' ')}`,
    '',
    ...paragraph(about, { columns }),
    '',
    ...listed([...optionRows(options), ...optionRows(commonOptions)], columns),
    '',
    'Examples:',
    ...examples.flatMap(([words, does]) => [`  tributary ${name} ${words}`.trimEnd(), `      ${does}`]),
  ]
}

/** `PLACE`, `PLACE...` or `[PLACE...]`. */
function usageOf(takes: Arguments | undefined): string {
  if (!takes) return ''
  const some = takes.max > 1 ? `${takes.name}...` : takes.name
  return takes.min === 0 ? `[${some}]` : some
}

const optionRows = (options: OptionTable): [string, string][] =>
  Object.entries(options).map(([name, option]) => [
    `--${name}${option.kind === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`}${option.short ? `, -${option.short}` : ''}`,
    joinedAbout(option),
  ])

function joinedAbout(option: Option): string {
  if (option.kind === 'choice') return `${option.about}: ${option.choices.join(', ')}`
  if (option.kind === 'number') return `${option.about} (${option.min} to ${option.max})`
  if (option.kind === 'list') return `${option.about} (comma-separated or repeated)`
  return option.about
}

function listed(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.flatMap(([name, about]) =>
    paragraph(about, { columns }, `  ${name.padEnd(width)}  `, ' '.repeat(width + 4)),
  )
}
