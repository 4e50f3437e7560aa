import { createServer } from 'node:net'
import { cannotStart } from './cannot-start.ts'

/** A port nobody listens on just now. Another process may take it before we do: whoever uses it must be ready for that. */
export const freePort = (): Promise<number> => tryPort(0)

/** Says at once that a port is taken, before anything has been started. */
export async function checkPort(port: number, option: string): Promise<void> {
  await tryPort(port).catch((error: NodeJS.ErrnoException) => portRefused(port, option, error))
}

export const portRefused = (port: number, option: string, error: NodeJS.ErrnoException): never =>
  cannotStart(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use: stop what listens there, or choose another with ${option} (0: any free one).`
      : `Port ${port} cannot be opened (${error.code}): choose another with ${option} (0: any free one).`,
  )

const tryPort = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => resolve(found))
    })
  })
