// Packages as others get them: packed, and installed into a folder that knows nothing of this one.
import { execFile } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

export const run = promisify(execFile)
export const root = resolve(import.meta.dirname, '../..')
export const bin = join(root, 'node_modules/.bin')
export const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  NO_COLOR: '1',
  npm_config_update_notifier: 'false',
}

/** Packs a built package into a folder, and returns the path of the tarball. */
export async function pack(built: string, folder: string): Promise<string> {
  await run('npm', ['pack', '--pack-destination', folder, '--silent'], { cwd: built, env })
  const [tarball = 'none'] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  return join(folder, tarball)
}

/** Makes a project in a folder and installs packages of this machine there; no registry is asked. */
export async function install(project: string, ...packages: readonly string[]): Promise<void> {
  await mkdir(project, { recursive: true })
  await writeFile(join(project, 'package.json'), '{ "name": "fresh", "private": true, "type": "module" }')
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  await run('npm', ['install', ...quiet, ...packages], { cwd: project, env })
}
