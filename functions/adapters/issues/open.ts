import type { FrozenArticle, Issue, IssueId } from '../../../core/model/issue.ts'
import { leadOf } from '../../../core/model/variant.ts'
import type { IssueLine, Issues } from '../../../core/ports.ts'
import { isSchedule } from '../digests.ts'
import { pack, unpack } from '../dynamo/pack.ts'
import { get, query } from '../dynamo/read.ts'
import { both, either, list, maybe, number, quarantine, read, record, shape, text, truth } from '../dynamo/shape.ts'
import { put, update } from '../dynamo/steps.ts'
import { transact, write } from '../dynamo/write.ts'
import { isPublisher } from '../settings.ts'
import { due, END, keys, type Table } from '../table.ts'

type Openings = Pick<Issues, 'open' | 'get' | 'articles' | 'list' | 'around' | 'body' | 'freezeBody'>

const isIssue = shape({
  id: text,
  digest: text,
  edition: text,
  zone: text,
  slot: shape({ name: text, at: text, local: text, zone: text }),
  byHand: truth,
  openedAt: text,
  coversFrom: text,
  frozen: both(
    shape({
      name: text,
      topics: list(shape({ slug: text, name: text })),
      maxArticles: number,
      from: text,
      replyTo: text,
      publisher: isPublisher,
      site: text,
      keyId: text,
      installation: text,
    }),
    // What was frozen before languages has its rhythm in English words.
    either(shape({ schedule: isSchedule }), shape({ rhythm: text })),
  ),
})
const isFrozen = shape({
  id: text,
  url: maybe(text),
  title: text,
  summary: text,
  topics: list(text),
  filed: record(text),
  fresh: list(text),
})
const isLine = shape({
  id: text,
  edition: text,
  slot: text,
  openedAt: text,
  lead: maybe(shape({ stories: number, headlines: list(shape({ title: text, lang: maybe(text) })) })),
})

/** Articles an item holds; more only where one transaction could not hold so many items. */
const CHUNK = 50
const MOST_CHUNKS = 80

export function openingsIn(table: Table): Openings {
  /** Price: one read per 4 KB, deflated. */
  async function bodyOf(id: string, variant: string): Promise<string | undefined> {
    const item = await get(table, keys.body(id, variant))
    if (!item) return undefined
    const template = unpack(item.template)
    if (typeof template === 'string') return template
    // To render it again could make other bytes under the same idempotency keys.
    quarantine(table, item)
    throw new Error(`a body of ${id} cannot be read`)
  }

  return {
    /**
     * One issue a slot (I2), and one after another: an issue opened or sent since the cut was read would have been left
     * out of the collecting, so then this one is `taken`. Price: one transaction of five items, some 20 write units.
     */
    async open({ issue, progress, cut }) {
      const { articles, ...rest } = issue
      const { id, edition, slot, openedAt } = issue
      const lead = leadOf(issue)
      const line: IssueLine = { id, edition, slot: slot.name, openedAt, ...(lead ? { lead } : {}) }
      const asRead = (name: 'lastIssue' | 'sentIssue') =>
        cut[name] === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`
      const refused = await transact(table, {
        slot: put({ ...keys.slot(issue.digest, issue.edition, issue.slot.name), ...line }, 'attribute_not_exists(#pk)'),
        cut: update(
          keys.cut(issue.digest, issue.edition, issue.zone),
          // What goes out by hand is no slot of the schedule: the next one comes all the same.
          `SET #lastIssue = :issue, #coversFrom = if_not_exists(#coversFrom, :coversFrom)${
            issue.byHand ? '' : ', #lastSlotAt = :at, #lastLocal = :local, #lastSlotIssue = :issue'
          }`,
          `${asRead('lastIssue')} AND ${asRead('sentIssue')}`,
          {
            ':issue': issue.id,
            ':at': issue.slot.at,
            ':local': issue.slot.local,
            ':coversFrom': issue.coversFrom,
            ':lastIssue': cut.lastIssue,
            ':sentIssue': cut.sentIssue,
          },
        ),
        issue: put({ ...keys.issue(issue.id), ...rest }, 'attribute_not_exists(#pk)'),
        articles: chunksOf(articles).map((chunk, index) =>
          put({ ...keys.articles(issue.id, index), articles: pack(chunk) }),
        ),
        progress: put({
          ...keys.progress(issue.id),
          ...progress,
          ...(progress.lookAt ? due.issue(progress.lookAt, issue.id) : {}),
        }),
      })
      return refused.size === 0 ? 'opened' : 'taken'
    },

    /** Price: one read. */
    async get(id) {
      return read<Omit<Issue, 'articles'>>(table, await get(table, keys.issue(id)), isIssue)
    },

    /** In the order they were frozen in. Price: a read per 50. */
    async articles(id) {
      const { pk } = keys.issue(id)
      const items = await query(table, { pk, from: 'ARTICLES#', to: `ARTICLES#${END}` })
      return items.flatMap((item) => {
        const chunk = unpack(item.articles)
        const whole = Array.isArray(chunk) ? chunk.filter(isFrozen) : []
        if (!Array.isArray(chunk) || whole.length < chunk.length) quarantine(table, item)
        return whole as FrozenArticle[]
      })
    },

    /** Newest slot first; a page is in the order of opening. Price: one read. */
    async list(digest, { limit, cursor }) {
      const { pk } = keys.digest(digest)
      const range = { pk, from: 'SLOT#', to: `SLOT#${END}`, newestFirst: true }
      const found = await query(table, { ...range, after: cursor, limit: limit + 1 })
      const shown = found.slice(0, limit)
      const items = shown
        .flatMap((item) => read<IssueLine>(table, item, isLine) ?? [])
        .sort((a, b) => newer(a.openedAt, b.openedAt) || newer(a.id, b.id))
      return found.length > limit ? { items, cursor: shown.at(-1)!.sk } : { items }
    },

    /** Price: one read. */
    async around(digest, edition, slot, which, limit) {
      const { pk, sk } = keys.slot(digest, edition, slot)
      const first = keys.slot(digest, edition, '').sk
      // Both ends of a range belong to it: the place itself is gone on from.
      const range =
        which === 'before'
          ? { from: first, to: sk, newestFirst: true }
          : { from: sk, to: `${first}${END}`, newestFirst: false }
      const found = await query(table, { pk, ...range, after: sk, limit })
      return found.flatMap((item) => read<IssueLine>(table, item, isLine) ?? [])
    },

    body: bodyOf,

    /** Price: one write of some 6 KB; where it stands already, a read as well. */
    async freezeBody(id, variant, template) {
      const key = keys.body(id, variant)
      if (await write(table, put({ ...key, template: pack(template) }, 'attribute_not_exists(#pk)'))) return template
      const standing = await bodyOf(id, variant)
      if (standing === undefined) throw new Error(`a body of ${id} stands and does not`)
      return standing
    },
  }
}

const newer = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0)

function chunksOf(articles: readonly FrozenArticle[]): FrozenArticle[][] {
  const size = Math.max(CHUNK, Math.ceil(articles.length / MOST_CHUNKS))
  return Array.from({ length: Math.ceil(articles.length / size) }, (_, index) =>
    articles.slice(index * size, (index + 1) * size),
  )
}

export const issueOf = (pk: string): IssueId => pk.slice(pk.indexOf('#') + 1) as IssueId
