// Reads a Dockerfile as far as ours goes. What it does not know it refuses, so that a check made from it cannot pass by
// leaving something out.

export type Instruction =
  | { kind: 'workdir'; path: string }
  | { kind: 'copy'; from: string | null; sources: string[]; target: string }
  | { kind: 'run'; command: string }
  | { kind: 'env'; variables: Record<string, string> }
  | { kind: 'user'; name: string }

export interface Stage {
  image: string
  name: string | null
  instructions: Instruction[]
}

export interface Dockerfile {
  /** In order; the last one is the image. */
  stages: Stage[]
  ports: number[]
  healthcheck: string[]
  command: string[]
}

/** Parses a Dockerfile; throws on anything that our own does not use. */
export function parseDockerfile(text: string): Dockerfile {
  const file: Dockerfile = { stages: [], ports: [], healthcheck: [], command: [] }
  for (const line of logicalLines(text)) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (word === 'FROM') file.stages.push(stageOf(rest))
    else if (word === 'EXPOSE') file.ports.push(...rest.split(/\s+/).map(Number))
    else if (word === 'CMD') file.command = execForm(rest)
    else if (word === 'HEALTHCHECK') file.healthcheck = execForm(rest.replace(/^(--\S+\s+)*CMD\s+/, ''))
    else {
      const stage = file.stages.at(-1)
      if (!stage) throw new Error(`before the first FROM: ${line}`)
      stage.instructions.push(instructionOf(word, rest))
    }
  }
  return file
}

/** Lines without comments, those that end in a backslash joined with the next. */
function logicalLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function stageOf(rest: string): Stage {
  const [, image, , name] = /^(\S+)(\s+AS\s+(\S+))?$/.exec(rest) ?? []
  if (image === undefined) throw new Error(`unknown: FROM ${rest}`)
  return { image, name: name ?? null, instructions: [] }
}

function instructionOf(word: string, rest: string): Instruction {
  switch (word) {
    case 'WORKDIR':
      return { kind: 'workdir', path: rest }
    case 'RUN':
      return { kind: 'run', command: rest }
    case 'USER':
      return { kind: 'user', name: rest }
    case 'ENV':
      return { kind: 'env', variables: Object.fromEntries(rest.split(/\s+/).map(assignment)) }
    case 'COPY':
      return copyOf(rest)
    default:
      throw new Error(`unknown instruction: ${word} ${rest}`)
  }
}

function copyOf(rest: string): Instruction {
  const words = rest.split(/\s+/)
  const flags = words.filter((word) => word.startsWith('--'))
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length) ?? null
  if (flags.length > (from === null ? 0 : 1)) throw new Error(`unknown flag: COPY ${rest}`)
  const paths = words.filter((word) => !word.startsWith('--'))
  const target = paths.pop()
  if (target === undefined || paths.length === 0) throw new Error(`unknown: COPY ${rest}`)
  return { kind: 'copy', from, sources: paths, target }
}

function assignment(word: string): [string, string] {
  const at = word.indexOf('=')
  if (at < 1) throw new Error(`unknown: ENV ${word}`)
  return [word.slice(0, at), word.slice(at + 1)]
}

function execForm(text: string): string[] {
  const words: unknown = JSON.parse(text)
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words
  throw new Error(`not in exec form: ${text}`)
}
