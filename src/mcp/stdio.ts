// MCP over standard input and output, for an agent that starts the server on the same machine.
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { createMcpServer, type McpServerOptions } from './server.ts'

/** Serves until standard input is closed or the signal aborts. */
export function serveMcpOverStdio(options: McpServerOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const transport = new StdioServerTransport()
    const handle = serveStdio(() => createMcpServer(options), { transport })
    const leave = (): void => void handle.close()
    const close = transport.onclose
    transport.onclose = () => {
      close?.()
      signal.removeEventListener('abort', leave)
      resolve()
    }
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
  })
}
