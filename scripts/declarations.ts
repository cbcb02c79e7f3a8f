import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The entries that the package exports; each is a file of src/library. */
export const libraryEntries = ['tributary', 'node', 'features', 'testing', 'workers'] as const

const declaration = /((?:from |import\()['"])((?:\.|tributary-sandbox\/)[^'"]+\.ts|nws-marine)(?=['"])/g
const workspaces: readonly [name: string, source: string][] = [
  ['tributary-sandbox/', 'packages/sandbox/src/'],
  ['nws-marine', 'packages/nws-marine/src/index.ts'],
]

/** Where the declarations of a module are that a declaration file names. */
const fileOf = (from: string, name: string): string =>
  workspaces
    .reduce(
      (file, [start, source]) => (name.startsWith(start) ? name.replace(start, source) : file),
      join(dirname(from), name),
    )
    .replace(/\.ts$/, '.d.ts')

/** Where it is written: the entries at the top. */
const placeOf = (file: string): string => file.replace('src/library/', '')

/** Writes the types of the library's entries into a folder, with the modules that they need and no others. */
export function writeDeclarations(target: string): void {
  const all = mkdtempSync(join(tmpdir(), 'declarations-'))
  for (const project of ['tsconfig.build.json', 'tsconfig.build-workers.json']) {
    const tsc = join(root, 'node_modules/.bin/tsc')
    execFileSync(tsc, ['-p', project, '--outDir', all], { cwd: root, stdio: 'inherit' })
  }
  const queue = libraryEntries.map((entry) => join('src/library', `${entry}.d.ts`))
  for (const file of queue) {
    const text = readFileSync(join(all, file), 'utf8')
    const place = placeOf(file)
    const rewritten = text.replace(declaration, (_, before: string, name: string) => {
      const needed = fileOf(file, name)
      if (!queue.includes(needed)) queue.push(needed)
      const path = relative(dirname(place), placeOf(needed)).replace(/\.d\.ts$/, '.js')
      return `${before}${path.startsWith('.') ? path : `./${path}`}`
    })
    const written = join(target, place)
    mkdirSync(dirname(written), { recursive: true })
    writeFileSync(written, rewritten)
  }
  rmSync(all, { recursive: true })
}
