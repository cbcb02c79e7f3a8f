import { defineCommand } from '../cli/command.ts'
import { serveOnNode } from './serve.ts'

/** `tributary serve`: the service on a port, with additional features if named. */
export const serve = defineCommand({
  usage: '',
  about:
    'The service, until it is told to end. The variables of docs/configuration.md configure it; these options stand for some ' +
    'of them.',
  takes: { name: '', least: 0, most: 0 },
  options: {
    features: {
      kind: 'list',
      value: 'FILE',
      about: 'features beside the built-in ones: files, folders or packages (FEATURES)',
    },
    'built-in': {
      kind: 'list',
      value: 'NAME',
      about: 'which of the built-in features are served, or none (BUILT_IN)',
    },
    port: { kind: 'number', value: 'N', least: 0, most: 65_535, about: 'port to listen on (PORT)' },
  },
  examples: [
    ['', 'all built-in features on port 8080'],
    ['--features ./customer.ts --built-in none', 'nothing but one of your own'],
  ],
  async run({ values, environment }) {
    // From here on signals go to the service, which drains.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal)
    const { features, 'built-in': builtIn, port } = values
    await serveOnNode({
      ...environment,
      ...(features && { FEATURES: features.join(',') }),
      ...(builtIn && { BUILT_IN: builtIn.join(',') }),
      ...(port !== undefined && { PORT: String(port) }),
    })
    // The service exits the process.
    return new Promise(() => {})
  },
})
