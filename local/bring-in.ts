import { readFile } from 'node:fs/promises'
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
    const answer = await api.call('POST', '/api/articles', article, ['invalid'])
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

type Downloaded = { bytes: Uint8Array; url: string; contentType: string }

async function download(given: string, allowPrivate: boolean): Promise<Downloaded> {
  const { safeFetch } = await import('../functions/adapters/safe-fetch.ts')
  const fetched = await safeFetch({ allowPrivate })({ url: given, as: 'feed' })
  if (fetched.kind === 'ok') return fetched
  const why = fetched.kind === 'failed' ? fetched.reason : 'It is gone (410).'
  const isRefused = fetched.kind === 'failed' && fetched.why === 'refused' && !allowPrivate
  return cannotStart(
    `${given} cannot be fetched. ${why}${isRefused ? ' What is on this machine takes --allow-private-fetch.' : ''}`,
  )
}
