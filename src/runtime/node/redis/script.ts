import type { Redis } from 'ioredis'

export type Script = (...keysAndArguments: readonly (string | number)[]) => Promise<unknown>

/** Makes a function of a Lua script, which Redis runs as one step. It is sent whole only when Redis does not know it. */
export function defineScript(redis: Redis, name: string, numberOfKeys: number, lua: string): Script {
  redis.defineCommand(name, { numberOfKeys, lua })
  const commands = redis as unknown as Readonly<Record<string, Script>>
  return (...given) => commands[name]?.(...given) ?? Promise.reject(new Error(`no script ${name}`))
}
