import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Hono } from 'hono'
import { type AssetName, assetFiles, nameIn } from './asset-files.ts'

export type { AssetName } from './asset-files.ts'

type Encoding = 'br' | 'gzip' | 'identity'
type Asset = {
  readonly type: string
  readonly path: string
  readonly bytes: Buffer
  /** Compressed the first time somebody asks for it so, then kept: no proxy before a Lambda function does it. */
  readonly as: Map<Encoding, Promise<Buffer>>
}

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const
const PATH = '/console/assets'
const assets = new Map<AssetName, Asset>()

/** In a bundle the files lie beside it; without one, where they are in the project. */
function read(file: string): Buffer {
  const beside = new URL(`./console-assets/${nameIn(file)}`, import.meta.url)
  return readFileSync(existsSync(beside) ? beside : new URL(`../../../${file}`, import.meta.url))
}

/** Read once a process. */
function asset(name: AssetName): Asset {
  const known = assets.get(name)
  if (known) return known
  const bytes = Buffer.from(assetFiles[name].map((file) => read(file).toString('utf8')).join('\n'))
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const [stem = '', kind = ''] = name.split('.')
  const made = {
    type: types[kind as keyof typeof types],
    path: `${PATH}/${stem}.${hash}.${kind}`,
    bytes,
    as: new Map(),
  }
  assets.set(name, made)
  return made
}

/** Where a page finds it, for ever: other contents have another address. */
export const assetPath = (name: AssetName): string => asset(name).path

const compress = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }),
  identity: async (bytes: Buffer) => bytes,
}

/** The smallest that the browser takes: `br;q=0` is none. */
function encodingFor(accepted: string): Encoding {
  const takes = (name: string) =>
    accepted.split(',').some((one) => {
      const [coding = '', weight = 'q=1'] = one.split(';').map((part) => part.trim().toLowerCase())
      return coding === name && !/^q=0(?:\.0*)?$/.test(weight)
    })
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity'
}

export function contentOf(name: AssetName, encoding: Encoding): Promise<Buffer> {
  const { as, bytes } = asset(name)
  const known = as.get(encoding) ?? compress[encoding](bytes)
  as.set(encoding, known)
  return known
}

/**
 * The scripts and styles of the console, for anybody who asks: there is no secret in them. One with an older hash, as a page
 * from before a deploy asks for it, is answered as it is now, and not kept.
 */
export function assetPages(): Hono {
  return new Hono().get(`${PATH}/:file`, async (c) => {
    const [, stem, , kind] = /^([\w-]+)\.([0-9a-f]{12})\.(css|js)$/.exec(c.req.param('file')) ?? []
    const name = `${stem}.${kind}`
    if (!Object.hasOwn(assetFiles, name)) return c.text('There is no such file.', 404)
    const { type, path } = asset(name as AssetName)
    const encoding = encodingFor(c.req.header('accept-encoding') ?? '')
    const isThis = c.req.path === path
    return c.body(new Uint8Array(await contentOf(name as AssetName, encoding)), 200, {
      'content-type': type,
      'cache-control': isThis ? 'public, max-age=31536000, immutable' : 'no-store',
      vary: 'accept-encoding',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    })
  })
}
