import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { extname, join } from 'node:path'
import type { SafeFetch } from '../../core/model/fetched.ts'
import { safeFetch } from '../../functions/adapters/safe-fetch.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.xml': 'application/xml',
  '.atom': 'application/atom+xml',
  '.rss': 'application/rss+xml',
  '.css': 'text/css',
  '.js': 'text/javascript',
}

export type Web = {
  /** What a host serves from now on: a folder, or nothing but the way to another host. */
  readonly put: (host: string, serves: { readonly folder: string } | { readonly movedTo: string }) => void
  /** Ours, as it is in production, but that every host is this server. */
  readonly fetch: SafeFetch
  readonly close: () => void
}

/** A server for all hosts, with what plain web servers do: index.html, the slash after a folder's name, pages without `.html`. */
export async function aWeb(): Promise<Web> {
  const hosts = new Map<string, { readonly folder: string } | { readonly movedTo: string }>()
  const server = createServer((request, response) => {
    const serves = hosts.get(request.headers.host ?? '')
    const path = decodeURI((request.url ?? '/').split('?', 1)[0]!)
    const answer = (status: number, headers: Record<string, string>, body: Uint8Array | string = '') =>
      response.writeHead(status, headers).end(body)
    if (!serves) return answer(404, {})
    if ('movedTo' in serves) return answer(301, { location: `https://${serves.movedTo}${request.url}` })
    const at = join(serves.folder, path)
    if (!path.endsWith('/') && isFolder(at)) return answer(301, { location: `${request.url}/` })
    const file = [path.endsWith('/') ? join(at, 'index.html') : at, `${at}.html`].find(isFile)
    if (!file) return answer(404, { 'content-type': 'text/html' }, '<h1>404</h1>')
    return answer(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }, readFileSync(file))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    put: (host, serves) => void hosts.set(host, serves),
    fetch: safeFetch({
      allowPrivate: true,
      resolve: async () => ['127.0.0.1'],
      connect: () => connect(port, '127.0.0.1'),
    }),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
