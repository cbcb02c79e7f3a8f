import { defineCommand } from '../cli/command.ts'
import { serveOnNode } from './serve.ts'

/** `tributary serve`: the service on a port, with additional features if named. */
export const serve = defineCommand({
  about:
    'Runs the service until SIGTERM or Ctrl-C. It is configured by the variables in docs/configuration.md; these options ' +
    'override some of them.',
  options: {
    features: {
      kind: 'list',
      value: 'FILE',
      about: 'further features: files, folders or packages (FEATURES)',
    },
    'built-in': {
      kind: 'list',
      value: 'NAME',
      about: 'built-in features to serve, or none (BUILT_IN)',
    },
    port: { kind: 'number', value: 'N', min: 0, max: 65_535, about: 'port to listen on (PORT)' },
  },
  examples: [
    ['', 'all built-in features on port 8080'],
    ['--features ./customer.ts --built-in none', 'only one feature of your own'],
  ],
  async run({ values, environment }) {
    // From here on signals go to the service, which drains.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal)
    const { features, 'built-in': builtIn, port } = values
    await serveOnNode({
      environment: {
        ...environment,
        ...(features && { FEATURES: features.join(',') }),
        ...(builtIn && { BUILT_IN: builtIn.join(',') }),
        ...(port !== undefined && { PORT: String(port) }),
      },
    })
    // The service exits the process.
    return new Promise(() => {})
  },
})
