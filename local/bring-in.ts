import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { BlockList, isIP } from 'node:net'
import { basename, extname } from 'node:path'
import type { ArticleInput } from '../core/model/article.ts'
import { articleFromEntry } from '../core/model/feed.ts'
import { parsePastedText } from '../core/model/pasted-text.ts'
import { slugOf } from '../core/model/text.ts'
import type { Api } from './api.ts'
import { cannotStart } from './cannot-start.ts'
import type { Options } from './options.ts'

/** What `--feed` or `--paste` named, read and understood. */
export type BroughtIn = {
  readonly kind: 'feed' | 'paste'
  readonly name: string
  readonly articles: readonly ArticleInput[]
  /** Entries that cannot be articles. */
  readonly leftOut: number
}

const isUrl = (given: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(given)

/** Reads everything that was named, before anything is started: a wrong name costs a second, not a start. */
export async function readBroughtIn(
  options: Pick<Options, 'feeds' | 'pastes' | 'allowPrivateFetch'>,
): Promise<BroughtIn[]> {
  const feeds = await Promise.all(options.feeds.map((given) => readFeed(given, options.allowPrivateFetch)))
  const pastes = await Promise.all(options.pastes.map(readPaste))
  return [...feeds, ...pastes]
}

/** Posts the articles. Who names a file vouches for it: they are tagged, so they are filed. A known one changes nothing. */
export async function bringIn(api: Api, { kind, name, articles, leftOut }: BroughtIn): Promise<string> {
  let filed = 0
  for (const article of articles) {
    const answer = await api.call('POST', '/api/articles', article, [422])
    if (answer !== undefined) filed += 1
  }
  const lost = leftOut + articles.length - filed
  return `${kind} ${name}: ${filed} ${filed === 1 ? 'article' : 'articles'}${lost > 0 ? `, ${lost} left out` : ''}`
}

async function readFeed(given: string, allowPrivate: boolean): Promise<BroughtIn> {
  const { parseFeed } = await import('../functions/adapters/feed-parser.ts')
  const { bytes, ...from } = isUrl(given) ? await download(given, allowPrivate) : { bytes: await fileOf(given) }
  const feed = parseFeed(bytes, from)
  if (!feed.ok) return cannotStart(`${given} cannot be read as a feed: ${feed.reason}`)
  const name = nameOf(given)
  return {
    kind: 'feed',
    name,
    articles: feed.entries.map((entry) => articleFromEntry(entry, { title: feed.title, tags: [stem(name)] })),
    leftOut: feed.quarantined.length,
  }
}

async function readPaste(given: string): Promise<BroughtIn> {
  const text = new TextDecoder().decode(await fileOf(given))
  const article = parsePastedText(text)
  if (!article.ok) return cannotStart(`${given} cannot be read as an article: ${article.refusals[0]?.sentence}`)
  const name = nameOf(given)
  return {
    kind: 'paste',
    name,
    articles: [{ ...article.value, tags: [stem(name), ...(article.value.tags ?? [])] }],
    leftOut: 0,
  }
}

const nameOf = (given: string): string =>
  isUrl(given) ? basename(new URL(given).pathname) || new URL(given).hostname : basename(given)

const stem = (name: string): string => slugOf(basename(name, extname(name))) || slugOf(name)

async function fileOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    return cannotStart(`${path} cannot be read: ${why}.`)
  }
}

const MOST_BYTES = 5_000_000
const MOST_REDIRECTS = 5
const PATIENCE = 20_000

/** Addresses that are this machine or its neighbours, which a feed has no business with. */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits)
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

type Downloaded = { bytes: Uint8Array; url: string; contentType: string }

async function download(given: string, allowPrivate: boolean): Promise<Downloaded> {
  const no = (why: string) => cannotStart(`${given} cannot be fetched: ${why}.`)
  let address = given
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      return no('only http and https are fetched')
    if (!allowPrivate && (await leadsInside(new URL(address).hostname).catch(() => no('its host cannot be found'))))
      return no('it leads to this machine or its network, which takes --allow-private-fetch')
    const signal = AbortSignal.timeout(PATIENCE)
    const response = await fetch(address, { redirect: 'manual', signal }).catch((error: Error) =>
      no((error.cause as Error | undefined)?.message ?? error.message),
    )
    const next = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && next !== null) {
      await response.body?.cancel()
      address = URL.parse(next, address)?.href ?? next
      continue
    }
    if (!response.ok) return no(`it answers ${response.status}`)
    const bytes = await wholeOf(response)
    if (!bytes) return no('it is larger than 5 MB')
    return { bytes, url: address, contentType: response.headers.get('content-type') ?? '' }
  }
  return no(`it redirects more than ${MOST_REDIRECTS} times`)
}

async function leadsInside(hostname: string): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true })
  return found.some(({ address, family }) => inside.check(address, family === 6 ? 'ipv6' : 'ipv4'))
}

async function wholeOf(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
