import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Api } from './api.ts'
import { articles, digests, firstDigest, ownText, readers, settings, topics } from './demo-content.ts'

/** A sender and a postal address, so that mails can go out from the first minute. What somebody has set stays. */
export async function addSettings(api: Api): Promise<void> {
  const known = (await api.call('GET', '/api/settings')) as typeof settings
  if (known.publisher.postalAddress === '' && known.from === '') await api.call('PATCH', '/api/settings', settings)
}

/**
 * Fills an empty store, and sends a first digest, so that there is something to look at. A note in the data folder says
 * how far it came: a start that was cut short is taken up again, a store that somebody emptied is left empty.
 */
export async function addDemo(api: Api, folder: string, now: Date): Promise<void> {
  const note = join(folder, 'demo.json')
  const state = existsSync(note) ? (JSON.parse(readFileSync(note, 'utf8')) as { state: string }).state : 'none'
  if (state === 'done' || (state === 'none' && !(await isEmpty(api)))) return
  const keep = (state: 'begun' | 'done') => writeFileSync(note, `${JSON.stringify({ state })}\n`)

  keep('begun')
  for (const topic of topics) await api.call('POST', '/api/topics', topic, ['topic_exists'])
  await Promise.all([...articles(now), ownText].map((article) => api.call('POST', '/api/articles', article)))
  for (const digest of digests) await api.call('POST', '/api/digests', digest, ['digest_exists'])
  await Promise.all(readers.map((reader) => api.call('POST', '/api/subscribers', reader, ['address_suppressed'])))
  const sent = (await api.call('GET', `/api/digests/${firstDigest}/issues`)) as { items: unknown[] }
  if (sent.items.length === 0) {
    const goesOut = ['sending_closed', 'issue_under_way', 'conflict'] as const
    await api.call('POST', `/api/digests/${firstDigest}/issues`, undefined, goesOut)
  }
  keep('done')
}

async function isEmpty(api: Api): Promise<boolean> {
  const lists = await Promise.all(['/api/digests', '/api/topics'].map((path) => api.call('GET', path)))
  return lists.every((list) => (list as { items: unknown[] }).items.length === 0)
}
