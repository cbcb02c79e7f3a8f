// Runs a Dockerfile's own steps in folders instead of layers: one folder a stage, with the image's Node in it.
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts'

export interface Identity {
  uid: number
  gid: number
}

export interface BuildOptions {
  /** The project. */
  context: string
  /** May this path of the context be copied? */
  isIncluded: (path: string) => boolean
  /** An empty folder; stages become folders in it. */
  root: string
  /** Who a non-root USER is here; null when users cannot be changed. */
  other: Identity | null
  say: (line: string) => void
}

export interface Image {
  /** Stands for `/` of the image. */
  folder: string
  /** The working directory, as a path on this machine. */
  directory: string
  environment: Record<string, string>
  identity: Identity | null
}

interface Making extends Image {
  options: BuildOptions
  made: ReadonlyMap<string, string>
}

/** Builds every stage and gives back the last; throws with the output of a step that fails. */
export function buildImage({ stages }: Dockerfile, options: BuildOptions): Image {
  // A temporary folder is for its owner alone, and the service is somebody else.
  chmodSync(options.root, 0o755)
  const made = new Map<string, string>()
  let image: Image | null = null
  for (const [index, stage] of stages.entries()) {
    const folder = join(options.root, stage.name ?? `stage-${index}`)
    image = buildStage(stage, { folder, options, made })
    made.set(stage.name ?? String(index), folder)
  }
  if (!image) throw new Error('the Dockerfile has no FROM')
  return image
}

function buildStage(
  stage: Stage,
  { folder, options, made }: Pick<Making, 'folder' | 'options' | 'made'>,
): Image {
  options.say(`FROM ${stage.image}`)
  checkVersion(stage.image)
  const bin = join(folder, 'usr/local/bin')
  mkdirSync(bin, { recursive: true })
  // A copy: the other user may not be allowed to look into the folder that this process was started from.
  copyFileSync(process.execPath, join(bin, 'node'))
  const making: Making = { folder, directory: folder, environment: {}, identity: null, options, made }
  for (const instruction of stage.instructions) step(instruction, making)
  const { directory, environment, identity } = making
  return { folder, directory, environment: { ...environment, PATH: `${bin}:/usr/bin:/bin` }, identity }
}

/** What passes here has to be what runs there. */
function checkVersion(image: string): void {
  const version = /^node:(\d+\.\d+\.\d+)-/.exec(image)?.[1]
  if (version !== process.versions.node) {
    throw new Error(`the image is ${image}, but the project runs on Node ${process.versions.node}`)
  }
}

function step(instruction: Instruction, making: Making): void {
  const { options, folder } = making
  switch (instruction.kind) {
    case 'workdir':
      making.directory = join(folder, instruction.path)
      mkdirSync(making.directory, { recursive: true })
      break
    case 'env':
      for (const [name, value] of Object.entries(instruction.variables)) {
        making.environment[name] = value.startsWith('/') ? join(folder, value) : value
      }
      break
    case 'user':
      if (/^(root|0)(:|$)/.test(instruction.name)) throw new Error('the service would run as root')
      making.identity = options.other
      options.say(
        `USER ${instruction.name}${options.other ? ` (here: uid ${options.other.uid})` : ' (skipped: not root)'}`,
      )
      break
    case 'copy':
      copy(instruction, making)
      break
    case 'run':
      run(instruction.command, making)
      break
  }
}

function copy({ from, sources, target }: Extract<Instruction, { kind: 'copy' }>, making: Making): void {
  const { options, made, folder, directory } = making
  const stage = from === null ? null : made.get(from)
  if (stage === undefined) throw new Error(`COPY --from=${from}: there is no such stage`)
  options.say(`COPY ${sources.join(' ')} ${target}`)
  const place = target.startsWith('/') ? join(folder, target) : join(directory, target)
  for (const source of sources) {
    if (stage === null && !options.isIncluded(source)) throw new Error(`.dockerignore leaves ${source} out`)
    const origin = join(stage ?? options.context, source)
    if (!existsSync(origin)) throw new Error(`COPY: there is no ${source}`)
    const isInto = sources.length > 1 || target.endsWith('/')
    // Docker would copy what is in the folder, not the folder.
    if (isInto && statSync(origin).isDirectory())
      throw new Error(`COPY ${source}: name the target folder itself`)
    const end = isInto ? join(place, basename(source)) : place
    mkdirSync(dirname(end), { recursive: true })
    const filter = (path: string): boolean =>
      stage !== null || options.isIncluded(relative(options.context, path))
    cpSync(origin, end, { recursive: true, verbatimSymlinks: true, filter })
  }
}

function run(command: string, making: Making): void {
  const { options, folder, directory, environment, identity } = making
  options.say(`RUN ${command}`)
  const path = `${join(folder, 'usr/local/bin')}:${withoutProject(process.env.PATH ?? '')}`
  const { status, stdout, stderr, error } = spawnSync('/bin/sh', ['-c', command], {
    cwd: directory,
    env: { ...fromOutside(), ...environment, PATH: path },
    encoding: 'utf8',
    timeout: 180_000,
    ...identity,
  })
  if (status !== 0)
    throw new Error(`RUN ${command}: ${error?.message ?? `exit ${status}`}\n${stdout}${stderr}`)
}

/** npm puts the project's own tools on the PATH; an image has none of them. */
const withoutProject = (path: string): string =>
  path
    .split(':')
    .filter((entry) => !entry.includes('node_modules'))
    .join(':')

/** What a build needs to know of the machine it runs on: where packages come from, and nothing else. */
function fromOutside(): Record<string, string> {
  const wanted =
    /^(HOME|LANG|https?_proxy|no_proxy|npm_config_(registry|userconfig|cache|cafile)|NODE_EXTRA_CA_CERTS)$/i
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      wanted.test(name) && value ? [[name, value]] : [],
    ),
  )
}
