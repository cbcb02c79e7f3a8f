// `npm run api`: writes docs/api, a report of what each entry of the package exports. `--check` compares instead, so that no
// change of the library's interface goes unnoticed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportApi } from './api-report.ts'
import { libraryEntries, writeDeclarations } from './declarations.ts'

const reports = fileURLToPath(new URL('../docs/api/', import.meta.url))
const isCheck = process.argv.includes('--check')

const declarations = mkdtempSync(join(tmpdir(), 'api-'))
writeDeclarations(declarations)
mkdirSync(reports, { recursive: true })
const changed: string[] = []
for (const [entry, report] of reportApi(declarations, libraryEntries)) {
  const file = join(reports, `${entry}.api.md`)
  const title = entry === 'tributary' ? entry : `tributary/${entry}`
  const rest = entry === 'tributary' ? '' : ' Types that `tributary` has too are in its own report.'
  const text = `# ${title}\n\nWritten by \`npm run api\`.${rest}\n\n\`\`\`ts\n${report}\`\`\`\n`
  if (isCheck && read(file) !== text) changed.push(`docs/api/${entry}.api.md`)
  if (!isCheck) writeFileSync(file, text)
}
rmSync(declarations, { recursive: true })
if (changed.length > 0) {
  console.error(`the library's interface differs from ${changed.join(', ')}`)
  console.error('run `npm run api` to update the report; CONTRIBUTING.md says what else a change needs')
  process.exit(1)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
