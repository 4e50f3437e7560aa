import { afterAll, beforeAll, expect, it } from 'vitest'
import { query } from '../../functions/adapters/dynamo/read.ts'
import { END, keys } from '../../functions/adapters/table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { anArticle } from '../support/examples.ts'

const NOW = '2026-11-24T09:00:00.000Z'
let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

it('what is filed, and what is removed, leaves no line among what waits: the inbox reads what it shows, and no more', async () => {
  const { table, articles } = await engine.stores({ now: () => NOW })
  const lines = async () =>
    (await query(table, { pk: keys.waitingArticle('', '').pk, from: '!', to: END })).map(({ sk }) => sk.split('#')[1])
  for (const id of ['art_1', 'art_2', 'art_3'])
    await articles.save(undefined, anArticle({ id, status: id === 'art_3' ? 'filed' : 'draft', version: 0 }))
  expect(await lines()).toEqual(['art_1', 'art_2'])
  const known = (await articles.get('art_1'))!
  await articles.save(known, { ...known, title: 'Another word' })
  expect(await lines()).toEqual(['art_1', 'art_2'])
  const again = (await articles.get('art_1'))!
  await articles.save(again, { ...again, status: 'filed' })
  await articles.remove((await articles.get('art_2'))!)
  expect(await lines()).toEqual([])
})
