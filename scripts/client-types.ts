// Writes packages/client/src/types.ts from openapi/openapi.json, which comes from the zod schemas (`--check` compares instead).
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type OpenApi, printModule } from 'tributary-client/generate'

const root = new URL('../', import.meta.url)
const target = new URL('packages/client/src/types.ts', root)

/** The module of a document, formatted. */
export function formatModule(document: OpenApi, options = {}): string {
  const biome = fileURLToPath(new URL('node_modules/.bin/biome', root))
  return execFileSync(biome, ['format', '--stdin-file-path=types.ts'], {
    cwd: fileURLToPath(root),
    input: printModule(document, options),
    encoding: 'utf8',
  })
}

/** The module as the service's document has it now. */
export const clientTypes = (): string =>
  formatModule(JSON.parse(readFileSync(new URL('openapi/openapi.json', root), 'utf8')) as OpenApi)

/** The module as it was committed. */
export const committedTypes = (): string => readFileSync(target, 'utf8')

if (import.meta.main) {
  const text = clientTypes()
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (committedTypes() !== text) {
    console.error('packages/client/src/types.ts is out of date: npm run client-types')
    process.exit(1)
  }
}
