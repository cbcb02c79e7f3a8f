// Writes docs/configuration.md from the schema of the variables (`--check` compares instead).
import { readFileSync, writeFileSync } from 'node:fs'
import { describeVariables } from '../src/config/config.ts'
import { registry } from '../src/entry/compose.ts'

const file = new URL('../docs/configuration.md', import.meta.url)

/** The page for the current schema. */
export function configurationPage(): string {
  const rows = describeVariables(registry).map(
    ({ name, default: fallback, description }) =>
      `| \`${name}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${description.replaceAll('|', '\\|')} |`,
  )
  return `# Configuration

Environment variables, read once at start. An empty variable counts as absent. An invalid one stops the start with exit code 1; all errors are
reported together, with names but without values. \`npm run configuration\` writes this page from the schema.

A limit (\`…_CONCURRENCY\`) may be at most half of \`POOL_CONCURRENCY\`, so that one slow upstream leaves capacity for the others.

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`
}

if (process.argv[1] === import.meta.filename) {
  const page = configurationPage()
  if (!process.argv.includes('--check')) writeFileSync(file, page)
  else if (readFileSync(file, 'utf8') !== page) {
    console.error('docs/configuration.md is out of date: npm run configuration')
    process.exit(1)
  }
}
