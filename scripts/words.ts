// Keeps the project's prose in plain English: reports expressions and names that docs/glossary.md replaces, with file and line. Part of
// `npm run check`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Expressions to avoid, and what to write instead. They are looked for in comments, prose, texts and names. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\b(?:can|could|cannot|to|not|was|been) be had\b|\b(?:was|been) had\b/i, '"is available"'],
  [/\bgoes on\b|\bgo on (?:with|where|until|by|from|as|for)\b/i, '"continues"'],
  [/\ball the same\b/i, '"still", "anyway"'],
  [/\b(?:comes|came|become) of (?:it|them)\b/i, '"the result"'],
  [/\bfor want of\b/i, '"because there is no"'],
  [/\bwants (?:a|an|the)\b/i, '"requires a"'],
  [/\basked for again\b/i, '"requested again"'],
  [/\blets? go of\b/i, '"releases"'],
  [/\bhears? of\b|\bheard of\b/i, '"is notified of"'],
  [/(?<!const )\btells? of\b/i, '"reports"'],
  [
    /(?<!\bthere )\b(?:is|are) no (?:fault|error|news|answer|id|name|position|number|zone|title|key)\b/i,
    '"is not an error"',
  ],
  [/\bas it stands\b/i, '"as is", "unchanged"'],
  [/\b(?:most|least|longest|fewest)[A-Z]\w*/, 'name limits max and min'],
  [/\bwhoever\b/i, 'name the actor: "callers that"'],
  [/\b(?:nobody|somebody|anybody)\b/i, 'name the actor: "no caller", "a client"'],
  [/\b(?:is|are) wanted\b/i, '"is required"'],
  [/\bthat is none\b/i, '"is not a"'],
  [/(?<!\bthere )\b(?:is|are) none\b/i, '"does not count", "is not a"'],
  [/\bas good as\b/i, '"almost", "practically"'],
  [/\b(?:is|are) told of\b/i, '"is reported", "is notified of"'],
  [/\bgoes on with\b/i, '"continues"'],
  [/\bat most so many\b|\bafter so many\b|\bin so many\b|\bfor so many\b/i, 'name the number'],
  [/\bthe how manieth\b/i, '"the attempt number"'],
  [/\bwho (?:gets|asks|waits|leaves|has|only)\b/i, '"callers that"'],
  [/\briders?\b/i, '"waiter"'],
  [/\bplays? (?:every|the|all|an?) (?:upstream|fault)s?\b/i, '"simulates", "applies"'],
  [/\bblots? out\b|\bblotted out\b/i, '"redacts"'],
  [/\bwhat (?:is|are) (?:looked|asked) for\b/i, 'name it: "the terms", "the request"'],
  [/\bit is told so\b|\bis told so\b/i, '"is an error"'],
  [/\bnot held to\b|\bcannot be held to\b/i, '"is not checked"'],
  [/\bspare work\b/i, '"background priority"'],
]

// Not read: the changelog, which names what was renamed; this list; and generated data.
const files = execFileSync('git', ['ls-files', '*.ts', '*.js', '*.html', '*.md', '*.yaml', '*.toml'], {
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
