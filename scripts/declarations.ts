import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The entries that the package exports; each is a file of src/library. */
export const libraryEntries = ['tributary', 'node', 'features', 'testing', 'workers'] as const

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
    const names = [...text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)].map(([, name = '']) => name)
    for (const name of names) {
      const needed = `${join(dirname(file), name)}.d.ts`
      if (!queue.includes(needed)) queue.push(needed)
    }
    const written = join(target, file.replace('src/library/', ''))
    mkdirSync(dirname(written), { recursive: true })
    const isEntry = file.startsWith('src/library/')
    const rewritten = text.replace(/((?:from |import\()['"]\.[^'"]+)\.ts(['"])/g, '$1.js$2')
    writeFileSync(written, isEntry ? rewritten.replaceAll("'../", "'./src/") : rewritten)
  }
  rmSync(all, { recursive: true })
}
