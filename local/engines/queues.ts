import { type ListenOptions, Server } from 'node:net'
import { type FauxqsServer, startFauxqs } from 'fauxqs'

/** The queues' engine, keeping every message on disk at once: `kill -9` loses none. */
export function startQueues(folder: string, port: number): Promise<FauxqsServer> {
  listenOnLoopbackOnly()
  return startFauxqs({ port, dataDir: folder, logger: false, defaultRegion: 'eu-central-1' })
}

/**
 * fauxqs 2 listens on every interface and cannot be told otherwise, and nothing of ours may (T87). So in the process
 * that calls this, a listener on a port gets 127.0.0.1, whatever it asked for.
 */
function listenOnLoopbackOnly(): void {
  const listen = Server.prototype.listen
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    const [first, ...rest] = args
    const at = typeof first === 'object' && first !== null ? (first as ListenOptions) : { port: Number(first) }
    return Reflect.apply(listen, this, [{ ...at, host: '127.0.0.1' }, ...rest])
  } as typeof listen
}
