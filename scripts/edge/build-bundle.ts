// Builds the bundle that would be deployed, without deploying it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface Bundle {
  /** Path of the script, minified as it is deployed. */
  script: string
  bytes: number
  /** As the platform counts it. */
  gzipBytes: number
  /** What is in it, largest first: the file, and its share of the script in bytes. */
  inputs: readonly { file: string; bytes: number }[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the bundle with wrangler in this folder; throws with the output of wrangler if that fails. */
export async function buildBundle(folder: string): Promise<Bundle> {
  const args = ['deploy', '--dry-run', '--env', '', '--outdir', folder, '--metafile']
  const env = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const child = spawn(`${root}node_modules/.bin/wrangler`, args, { cwd: root, env })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => printed.push(String(text)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`wrangler exited with ${code}:\n${printed.join('')}`)

  const script = `${folder}/workers.js`
  const text = await readFile(script)
  const { outputs } = JSON.parse(await readFile(`${folder}/bundle-meta.json`, 'utf8')) as Metafile
  const [output] = Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined)
  const inputs = Object.entries(output?.inputs ?? {})
    .map(([file, { bytesInOutput }]) => ({ file, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes)
  return { script, bytes: text.byteLength, gzipBytes: gzipSync(text, { level: 9 }).byteLength, inputs }
}

interface Metafile {
  outputs: Record<string, { entryPoint?: string; inputs: Record<string, { bytesInOutput: number }> }>
}
