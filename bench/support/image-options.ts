import { readFileSync } from 'node:fs'

/** The options of Node with which the image starts the service. */
export function imageOptions(): string[] {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')
  const command = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1]
  if (command === undefined) throw new Error('the Dockerfile has no command')
  return (JSON.parse(command) as string[]).filter((word) => word.startsWith('--'))
}
