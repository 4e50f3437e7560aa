import { type News, type Outcome, risesOf, type Sign, sumOf, type Tally } from '../../core/model/outcome.ts'
import { retention } from '../../core/model/retention.ts'
import { epochDigit } from '../../core/model/subscriber.ts'
import { type Instant, plus } from '../../core/model/time.ts'
import type { Outcomes } from '../../core/ports.ts'
import { get, getMany, type Item, query } from './dynamo/read.ts'
import { number, read, record, shape, text } from './dynamo/shape.ts'
import { type Step, update } from './dynamo/steps.ts'
import { transact } from './dynamo/write.ts'
import { afterLast, END, keys, secondsOf, type Table } from './table.ts'

const isOutcome = record(shape({ at: text }))
const isTally = record(number)

/** What becomes of mails: an item a mail, apart from each other so that no partition is hot, and sixteen counters an issue, added up when they are read. */
export const outcomesIn = (table: Table): Outcomes => {
  const outcomeIn = (item: Item | undefined) => read<Outcome>(table, item, isOutcome)
  return {
    /** Price: two write units a reader and two for the counter. */
    async tell(issue, news) {
      const refused = await transact(table, {
        ...Object.fromEntries(news.map((one) => [one.subscriber, writingDown(table, issue, one, 'new')])),
        tally: countingUp(issue, news[0]?.subscriber ?? '', risesOf(news)),
      })
      return [...refused]
    },

    /** Price: one read. */
    async of(issue, subscriber) {
      return outcomeIn(await get(table, keys.mail(issue, subscriber)))
    },

    /** Price: a read each. */
    async ofMany(issue, subscribers) {
      const items = await getMany(
        table,
        subscribers.map((one) => keys.mail(issue, one)),
      )
      return new Map(
        items.flatMap((item) => {
          const outcome = outcomeIn(item)
          return outcome ? [[afterLast(item.pk), outcome] as const] : []
        }),
      )
    },

    /** Price: one read; two or three where clicks are counted. */
    async tally(issue) {
      const { pk, sk } = keys.tally(issue, '')
      const items = await query(table, { pk, from: sk, to: `${sk}${END}` })
      return sumOf(items.flatMap((item) => read<Tally>(table, item, isTally) ?? []))
    },
  }
}

/** What is told of one mail. `new`: none of it may be there already; `once`: what was told first stands. */
export function writingDown(
  table: Pick<Table, 'now'>,
  issue: string,
  { subscriber, outcome }: News,
  mode: 'new' | 'once',
): Step {
  const signs = Object.entries(outcome)
  const names = Object.fromEntries(signs.map(([sign], index) => [`#s${index}`, sign]))
  const values = Object.fromEntries(signs.map(([, told], index) => [`:s${index}`, told]))
  const set = signs.map((_, n) => `#s${n} = ${mode === 'new' ? `:s${n}` : `if_not_exists(#s${n}, :s${n})`}`)
  return update(
    keys.mail(issue, subscriber),
    `SET ${[...set, '#expiresAt = if_not_exists(#expiresAt, :expiresAt)'].join(', ')}`,
    mode === 'new' ? signs.map((_, n) => `attribute_not_exists(#s${n})`).join(' AND ') : undefined,
    { ...values, ':expiresAt': secondsOf(plus(table.now(), retention.batches)) },
    names,
  )
}

/** Undefined where nothing rises. */
export function countingUp(issue: string, subscriber: string, rises: Tally): Step | undefined {
  const signs = Object.entries(rises)
  if (signs.length === 0) return undefined
  const names = Object.fromEntries(signs.map(([sign], index) => [`#s${index}`, sign]))
  const values = Object.fromEntries(signs.map(([, by], index) => [`:s${index}`, by]))
  const add = signs.map((_, n) => `#s${n} :s${n}`)
  return update(keys.tally(issue, epochDigit(subscriber)), `ADD ${add.join(', ')}`, undefined, values, names)
}

/** Somebody leaves through a mail, or takes that back. */
export function leavingThrough(
  table: Pick<Table, 'now'>,
  subscriber: string,
  { issue, at, by }: { readonly issue: string; readonly at: Instant; readonly by: 1 | -1 },
): Step[] {
  const left: Sign = 'left'
  const mail =
    by > 0
      ? writingDown(table, issue, { subscriber, outcome: { [left]: { at } } }, 'once')
      : update(keys.mail(issue, subscriber), 'REMOVE #left')
  return [mail, countingUp(issue, subscriber, { [left]: by })!]
}
