import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createPlain, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Way } from '../../functions/adapters/safe-fetch.ts'

async function listening(server: Server): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** Somebody else's server, on loopback until the test ends: its port. */
export const aServer = (answer: RequestListener): Promise<number> => listening(createServer(answer))

/** One that speaks no HTTP of its own. */
export const aSocket = (talk: (socket: Socket) => void): Promise<number> => listening(createPlain(talk))

/** The internet in a test: every public address leads to `port` on loopback, and `ways` says who was asked, in order. */
export function anInternet(port: number) {
  const ways: Way[] = []
  return {
    ways,
    resolve: async (_host: string): Promise<readonly string[]> => ['93.184.216.34'],
    connect: (way: Way): Socket => {
      ways.push(way)
      return connect(port, '127.0.0.1')
    },
  }
}
