import { expect, test } from 'vitest'
import { type OptionTable, readArguments } from '../../src/cli/options.ts'
import { UsageError } from '../../src/cli/usage-error.ts'

const table = {
  json: { kind: 'flag', short: 'j', about: '' },
  near: { kind: 'text', value: 'LAT,LON', about: '' },
  zones: { kind: 'list', about: '' },
  count: { kind: 'number', min: 1, max: 20, about: '' },
  pause: { kind: 'number', min: 0.5, max: 9, isWhole: false, about: '' },
  t: { kind: 'choice', choices: ['day', 'week'], about: '' },
} as const satisfies OptionTable

const takes = { name: 'PLACE', min: 1, max: 2 }
const nothing = {
  json: false,
  near: undefined,
  zones: undefined,
  count: undefined,
  pause: undefined,
  t: undefined,
}

function faultsOf(argv: string[]): readonly string[] {
  try {
    readArguments(argv, table, takes)
    return []
  } catch (error) {
    if (error instanceof UsageError) return error.faults
    throw error
  }
}

test.each<[string[], object, string[]]>([
  [['Zadar'], {}, ['Zadar']],
  [['Zadar', 'Norfolk, VA'], {}, ['Zadar', 'Norfolk, VA']],
  [['-j', 'Zadar'], { json: true }, ['Zadar']],
  [['Zadar', '--json'], { json: true }, ['Zadar']],
  [['--near', '-38.9,-76', 'Zadar'], { near: '-38.9,-76' }, ['Zadar']],
  [['-33.85,151.2', '--json'], { json: true }, ['-33.85,151.2']],
  [['--near=-38.9,-76', 'Zadar'], { near: '-38.9,-76' }, ['Zadar']],
  [['x', '--zones', 'a,b', '--zones', 'c, ,d'], { zones: ['a', 'b', 'c', 'd'] }, ['x']],
  [['x', '--count', '20', '--pause=0.5', '--t', 'week'], { count: 20, pause: 0.5, t: 'week' }, ['x']],
  [['--', '--json', '-x'], {}, ['--json', '-x']],
])('%j is read', (argv, values, positionals) => {
  expect(readArguments(argv, table, takes)).toEqual({ values: { ...nothing, ...values }, positionals })
})

test.each<[string[], string[]]>([
  [[], ['PLACE is missing']],
  [['a', 'b', 'c'], ["'c' is not expected"]],
  [['a', '--jsn'], ['--jsn is not an option of this command; did you mean json?']],
  [['a', '--frobnicate=3'], ['--frobnicate is not an option of this command']],
  [['a', '--json=yes'], ['--json takes no value']],
  [['a', '--near'], ['--near requires a value: --near LAT,LON']],
  [['a', '--near', '--json'], ['--near requires a value: --near LAT,LON']],
  [['a', '--near', '1,2', '--near', '3,4'], ['--near is given more than once']],
  [['a', '--count', '0'], ["--count must be a whole number from 1 to 20, not '0'"]],
  [['a', '--count', '2.5'], ["--count must be a whole number from 1 to 20, not '2.5'"]],
  [['a', '--count', ''], ["--count must be a whole number from 1 to 20, not ''"]],
  [['a', '--pause', 'long'], ["--pause must be a number from 0.5 to 9, not 'long'"]],
  [['a', '--t', 'year'], ["--t must be one of day, week, not 'year'"]],
  [
    ['a', '--constructor', '--toString=1'],
    ['--constructor is not an option of this command', '--toString is not an option of this command'],
  ],
  [
    ['--count', 'x', '--t', 'y', '--nope'],
    [
      '--nope is not an option of this command',
      'PLACE is missing',
      "--count must be a whole number from 1 to 20, not 'x'",
      "--t must be one of day, week, not 'y'",
    ],
  ],
])('%j tells every fault', (argv, faults) => {
  expect(faultsOf(argv)).toEqual(faults)
})
