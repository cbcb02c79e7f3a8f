import type { Redis } from 'ioredis'

export type Script = (...keysAndArguments: readonly (string | number)[]) => Promise<unknown>

/** Defines a Lua script as a function; Redis runs it atomically. Its text is sent only if Redis does not have it. */
export function defineScript(redis: Redis, name: string, numberOfKeys: number, lua: string): Script {
  redis.defineCommand(name, { numberOfKeys, lua })
  const commands = redis as unknown as Readonly<Record<string, Script>>
  return (...given) => commands[name]?.(...given) ?? Promise.reject(new Error(`there is no script ${name}`))
}
