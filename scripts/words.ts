// Keeps the project's prose in plain English: reports words that docs/glossary.md replaces, with file and line. Part of `npm run check`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What to write instead. Patterns match whole words, in comments, prose and text that people read. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\bwhoever\b/i, 'name the actor: "callers that"'],
  [/\b(?:nobody|somebody|anybody)\b/i, 'name the actor: "no caller", "a client"'],
  [/\b(?:is|are) wanted\b/i, '"is required"'],
  [/\bthat is none\b/i, '"is not a"'],
  [/\b(?:is|are) none\b/i, '"does not count", "is not a"'],
  [/\bas good as\b/i, '"almost", "practically"'],
  [/\b(?:is|are) told of\b/i, '"is reported", "is notified of"'],
  [/\bgoes on with\b/i, '"continues"'],
  [/\bat most so many\b|\bafter so many\b|\bin so many\b|\bfor so many\b/i, 'name the number'],
  [/\bthe how manieth\b/i, '"the attempt number"'],
  [/\bwho (?:gets|asks|waits|leaves|has|only)\b/i, '"callers that"'],
  [/\briders?\b/i, '"waiter"'],
  [/\bspare work\b/i, '"background priority"'],
]

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.md', '*.yaml', '*.toml'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && !/(?:^|\/)(?:CHANGELOG\.md|scripts\/words\.ts|.*data.*\.ts)$/.test(file))

const faults = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      rules
        .filter(([pattern]) => pattern.test(line))
        .map(([pattern, instead]) => `${file}:${index + 1}: ${pattern.exec(line)?.[0]}: write ${instead}`),
    ),
)

for (const fault of faults) console.error(fault)
if (faults.length > 0) {
  console.error(`${faults.length} places to put more plainly; terms: docs/glossary.md`)
  process.exitCode = 1
}
