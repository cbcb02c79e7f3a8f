import { readFileSync } from 'node:fs'

/** The command of the image, word by word, as the Dockerfile has it. */
export function imageCommand(): string[] {
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8')
  const list = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1]
  if (list === undefined) throw new Error('the Dockerfile has no command')
  return JSON.parse(list) as string[]
}

/** The options of Node with which the image starts the service. */
export const imageOptions = (): string[] => imageCommand().filter((word) => word.startsWith('--'))
