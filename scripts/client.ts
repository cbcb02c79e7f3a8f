// Bundles the scripts and stylesheets of the pages into src/web/page/client.data.json, from which every platform serves them
// without a build step or a file system. Another file contains the hashes for their URLs, for platforms that serve the files as
// static assets. `node scripts/client.ts` writes both, `--check` fails when they are out of date.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { jobsCss } from '../src/web/page/jobs/jobs-css.ts'
import { pageCss } from '../src/web/page/page-css.ts'

const folder = new URL('../src/web/page/browser/', import.meta.url)
const target = new URL('../src/web/page/client.data.json', import.meta.url)
const tags = new URL('../src/web/page/client-tags.data.json', import.meta.url)
const coast = new URL('../src/web/page/map/coastline.data.json', import.meta.url)

/** The text of the file as the sources have it now. */
export async function bundleClient(): Promise<string> {
  const texts: Record<string, string> = { css: pageCss + jobsCss }
  for (const name of ['home', 'status', 'job', 'jobs'])
    texts[name] = await bundle(fileURLToPath(new URL(`${name}.js`, folder)))
  return `${JSON.stringify(texts, null, 2)}\n`
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: entry },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error(`${entry} produced no script`)
  return chunk.code
}

/** The text of the file of tags that belongs to this text. */
export function tagsOf(client: string): string {
  const texts = Object.entries({
    ...(JSON.parse(client) as Record<string, string>),
    coast: readFileSync(coast, 'utf8'),
  })
  const tag = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `${JSON.stringify(Object.fromEntries(texts.map(([name, text]) => [name, tag(text)])), null, 2)}\n`
}

/** The committed text. */
export const committedClient = (): string => readFileSync(target, 'utf8')

if (import.meta.main) {
  const text = await bundleClient()
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text)
    writeFileSync(tags, tagsOf(text))
  } else if (text !== committedClient() || tagsOf(text) !== readFileSync(tags, 'utf8')) {
    console.error('src/web/page/client.data.json is out of date: node scripts/client.ts')
    process.exit(1)
  }
}
