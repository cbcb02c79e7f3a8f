// Builds a workspace for its publication: `node scripts/build-package.ts packages/client [folder]`. The folder, by default dist/ of
// the workspace, is what `npm pack` and `npm publish` take: bundled JavaScript, declarations, README, licence and a package.json
// whose exports name them. The one in the repository names the sources, so that development needs no build.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

interface Manifest {
  exports: Record<string, string>
  private?: boolean
  [field: string]: unknown
}

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = '', target] = process.argv.slice(2)
const source = resolve(name)
const dist = resolve(target ?? join(source, 'dist'))
const {
  private: _,
  exports,
  ...manifest
} = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest

/** The name of an output file: `index` for `./src/index.ts`. */
const nameOf = (file: string): string => file.replace('./src/', '').replace(/\.ts$/, '')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const bundle = await rolldown({
  input: Object.fromEntries(Object.values(exports).map((file) => [nameOf(file), join(source, file)])),
  platform: 'neutral',
})
await bundle.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunk-[hash].js',
})
await bundle.close()

execFileSync(
  join(root, 'node_modules/.bin/tsc'),
  ['-p', source, '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', dist],
  { stdio: 'inherit' },
)

const published = Object.entries(exports).map(([path, file]) => [
  path,
  { types: `./${nameOf(file)}.d.ts`, default: `./${nameOf(file)}.js` },
])
writeFileSync(
  join(dist, 'package.json'),
  `${JSON.stringify(
    { ...manifest, exports: { ...Object.fromEntries(published), './package.json': './package.json' } },
    null,
    2,
  )}\n`,
)
for (const file of ['README.md', 'LICENSE']) cpSync(join(source, file), join(dist, file))
