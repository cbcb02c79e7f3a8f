import { ConfigError, readConfig } from '../../src/config/config.ts'

/** The faults that are reported of these variables; none if they are accepted. */
export function configFaults(...given: Parameters<typeof readConfig>): readonly string[] {
  try {
    readConfig(...given)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}
