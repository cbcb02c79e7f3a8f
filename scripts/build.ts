// `npm run build`: everything that is installed or put into an image, in dist/. JavaScript without dependencies, a file for each
// entry and shared ones beside them; types; the licences of what is inside. Development and tests need none of it.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'
import { writeDeclarations } from './declarations.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)
const src = (file: string): string => join(root, 'src', file)

/** Packages that are loaded when they are first used (src/runtime/node/lazy-require.ts): each is a separate file. */
const latePackages = {
  undici: join(root, 'scripts/undici.cjs'),
  piscina: require.resolve('piscina'),
  'prom-client': require.resolve('prom-client'),
}
const lateRequire: Plugin = {
  name: 'late-require',
  transform(code, id) {
    if (!id.endsWith(`${sep}lazy-require.ts`)) return null
    // Renamed, because the bundler would process a call of `require`.
    return code
      .replace(/require\('([\w-]+)'\)/g, "read('./$1.cjs')")
      .replace('const require =', 'const read =')
  },
}

/**
 * One character beyond Latin-1 doubles the memory of the whole file's text, which V8 keeps. Escapes are skipped in pairs, so that
 * the second half of one is not taken for a character of its own.
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      chunk.code = chunk.code.replace(/\\[\0-\x7f]|\\?[^\0-\x7f]/g, (found) => {
        const character = found.at(-1) ?? ''
        return character < '\x80' ? found : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      })
    }
  },
}

/** Modules by the packages that they are from, filled while bundling. */
const packages = new Map<string, string>()
const notePackages: Plugin = {
  name: 'note-packages',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      for (const id of chunk.moduleIds) {
        const folder = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1]
        if (folder) packages.set(folder.split(/node_modules[\\/]/).at(-1) ?? folder, folder)
      }
    }
  },
}

/** Gives bundled packages the variables of CommonJS modules. */
const nodeBanner = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __dirname = import.meta.dirname;',
  'const __filename = import.meta.filename;',
].join('\n')

/** An image contains neither types nor the worker. */
const isForImage = process.argv.includes('--javascript')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n')

// Asked for where they are installed, and done without.
const optional = ['msgpackr-extract', 'bufferutil', 'utf-8-validate', 'supports-color', '@napi-rs/nice']
// The service speaks one language.
const oneLanguage = { '../locales/index.js': src('entry/one-language.ts') }

const node = await rolldown({
  input: {
    main: src('entry/node.ts'),
    cli: src('entry/cli.ts'),
    thread: src('entry/thread.ts'),
    // The pool's own file for its threads, which it looks for beside itself.
    worker: join(dirname(require.resolve('piscina')), 'worker.js'),
    tributary: src('library/tributary.ts'),
    node: src('library/node.ts'),
    features: src('library/features.ts'),
    testing: src('library/testing.ts'),
    demo: src('entry/demo.ts'),
    'sandbox-thread': src('entry/sandbox-thread.ts'),
    warm: src('entry/warm.ts'),
  },
  platform: 'node',
  plugins: [lateRequire, notePackages, asciiOnly],
  resolve: { alias: oneLanguage },
  external: optional,
})
await node.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunk-[hash].js',
  banner: nodeBanner,
  comments: false,
})
await node.close()

for (const [name, file] of Object.entries(latePackages)) {
  const late = await rolldown({
    input: { [name]: file },
    platform: 'node',
    plugins: [notePackages, asciiOnly],
    external: optional,
  })
  await late.write({ dir: dist, format: 'cjs', entryFileNames: '[name].cjs', minify: true })
  await late.close()
}

if (!isForImage) {
  const worker = await rolldown({
    input: { workers: src('library/workers.ts') },
    platform: 'browser',
    resolve: {
      conditionNames: ['workerd', 'worker', 'browser', 'import', 'default'],
      alias: oneLanguage,
    },
    plugins: [notePackages],
    external: [/^cloudflare:/],
  })
  await worker.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    comments: false,
    codeSplitting: false,
  })
  await worker.close()

  writeDeclarations(join(dist, 'types'))
}

const licences = [...packages]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, folder]) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE', 'license.md', 'License']
      .map((each) => join(folder, each))
      .find((each) => existsSync(each))
    const text = file ? readFileSync(file, 'utf8').trim() : ''
    return `${name} ${version} (${license})\n\n${text}\n`
  })
writeFileSync(join(dist, 'LICENSES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`))
cpSync(join(root, 'LICENSE'), join(dist, 'LICENSE'))
