#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read this file. The project needs a newer one and brings it along;
// where this is another, that one is started in its place.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wanted = 26
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
// A checkout runs its sources, an installed package what was built of them.
const source = join(root, 'src/entry/cli.ts')
const entry = existsSync(source) ? source : join(root, 'dist/cli.js')

if (Number(process.versions.node.split('.')[0]) >= wanted) {
  await import(pathToFileURL(entry).href)
} else {
  const node = findNode()
  if (node === undefined) {
    process.stderr.write(
      `tributary needs Node ${wanted} (this is ${process.version}). Install it, or run npm ci in a checkout, which brings its own\n`,
    )
    process.exit(1)
  }
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both; what is sent to this process alone is passed on. It ends when the other has.
  const isTyped = process.stdin.isTTY || process.stdout.isTTY
  process.on('SIGINT', () => isTyped || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** The Node that npm installed for this platform, here or in a folder above. */
function findNode() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]
  if (process.platform === 'win32') names.push(`node-win-${process.arch}`)
  for (let folder = root; ; folder = dirname(folder)) {
    for (const name of names) {
      const file = join(
        folder,
        'node_modules',
        name,
        'bin',
        process.platform === 'win32' ? 'node.exe' : 'node',
      )
      if (existsSync(file)) return file
    }
    if (folder === dirname(folder)) return undefined
  }
}
