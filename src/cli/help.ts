import { type Command, type CommandList, everywhere } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import type { Option, OptionTable } from './options.ts'
import { paragraph } from './render/text.ts'

/** `tributary --help`: every command, what all of them take, and how they end. */
export function renderHelp(commands: CommandList, columns: number): string[] {
  return [
    'tributary COMMAND [ARGUMENTS]     many upstreams, one answer',
    '',
    ...listed(
      Object.entries(commands).map(([name, { summary }]) => [name, summary]),
      columns,
    ),
    '',
    'With every command:',
    ...listed([...optionRows(everywhere), ['--version', 'which version this is']], columns),
    '',
    ...paragraph(
      'Without --url and TRIBUTARY_URL the service runs in this process and asks the upstreams itself; the variables of ' +
        'docs/configuration.md configure it. TRIBUTARY_KEY holds the API key of a service that requires one.',
      { columns },
    ),
    '',
    'Exit codes:',
    ...listed(
      Object.values(exitCodes).map(([code, meaning]) => [String(code), meaning]),
      columns,
    ),
    '',
    'tributary COMMAND --help tells more of a command.',
  ]
}

/** `tributary COMMAND --help`. */
export function renderCommandHelp(name: string, command: Command, columns: number): string[] {
  const { usage, about, options, examples } = command
  return [
    `tributary ${[name, usage, '[OPTIONS]'].filter(Boolean).join(' ')}`,
    '',
    ...paragraph(about, { columns }),
    '',
    ...listed([...optionRows(options), ...optionRows(everywhere)], columns),
    '',
    'Examples:',
    ...examples.flatMap(([words, does]) => [`  tributary ${name} ${words}`.trimEnd(), `      ${does}`]),
  ]
}

const optionRows = (options: OptionTable): [string, string][] =>
  Object.entries(options).map(([name, option]) => [
    `--${name}${option.kind === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`}${option.short ? `, -${option.short}` : ''}`,
    joinedAbout(option),
  ])

function joinedAbout(option: Option): string {
  if (option.kind === 'choice') return `${option.about}: ${option.choices.join(', ')}`
  if (option.kind === 'number') return `${option.about} (${option.least} to ${option.most})`
  if (option.kind === 'list') return `${option.about} (with commas, or several times)`
  return option.about
}

function listed(rows: readonly (readonly [string, string])[], columns: number): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.flatMap(([name, about]) =>
    paragraph(about, {
      columns,
      indent: `  ${name.padEnd(width)}  `,
      further: ' '.repeat(width + 4),
    }),
  )
}
