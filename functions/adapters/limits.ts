import { allOf } from '../../core/flows/all-of.ts'
import { type Bucket, type Count, carried, rules, windowsAt } from '../../core/model/limits.ts'
import { plus } from '../../core/model/time.ts'
import type { Limits } from '../../core/ports.ts'
import { get, getMany, query } from './dynamo/read.ts'
import { put, update } from './dynamo/steps.ts'
import { count as counting, isBusy, write } from './dynamo/write.ts'
import { keys, nowSeconds, secondsOf, type Table } from './table.ts'

/** Every counter is one item a window, and one conditional update a request: nothing is read and then written (T11). */
export function limitsIn(table: Table): Limits {
  const hashOf = ({ rule, subject }: Bucket) => table.addressKey(`${rule}|${subject}`)
  const keyOf = (bucket: Bucket, window: string) => keys.limit(hashOf(bucket), window)
  const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

  /** The window is in the key: a counter that lies about after its time, as those do that time to live ends, is none of this one. */
  async function count(bucket: Bucket, before: Readonly<Record<string, unknown>>): Promise<Count> {
    const { window, share } = windowsAt(bucket.rule, table.now())
    const { windowMs, soft, hard } = rules[bucket.rule]
    const earlier = carried(numberOf(before.n), share)
    const who = bucket.only && table.addressKey(bucket.only)
    const other = who !== undefined && before.who !== undefined && before.who !== who
    const room = other ? 0 : hard - earlier
    const isRoom = room > 0 ? '(attribute_not_exists(#n) OR #n < :room)' : '#n < :room'
    const step = update(
      keyOf(bucket, window),
      `ADD #n :one SET #expiresAt = :expiresAt${who ? ', #who = if_not_exists(#who, :who)' : ''}`,
      `${isRoom}${who ? ' AND (attribute_not_exists(#who) OR #who = :who)' : ''}`,
      { ':one': 1, ':room': room, ':who': who, ':expiresAt': secondsOf(plus(window, 2 * windowMs)) },
    )
    try {
      const counted = await counting(table, step)
      return counted ? earlier + numberOf(counted.n) : 'full'
    } catch (error) {
      // Too many at this one counter for it to keep up: whoever could not be counted waits like those over the line.
      if (isBusy(error)) return soft + 1
      throw error
    }
  }

  return {
    /** Price: a read unit and a write unit a bucket; a round trip for the reads, and one a group. */
    async take(groups) {
      const now = table.now()
      const placeOf = (bucket: Bucket) => keyOf(bucket, windowsAt(bucket.rule, now).before)
      const found = await getMany(table, groups.flat().map(placeOf))
      const before = (bucket: Bucket) =>
        found.find(({ pk, sk }) => pk === placeOf(bucket).pk && sk === placeOf(bucket).sk)
      const counts: Count[] = []
      for (const group of groups) {
        const isFull = counts.includes('full')
        counts.push(...(await allOf(group.map(async (one) => (isFull ? 'full' : count(one, before(one) ?? {}))))))
      }
      return counts
    },

    /** Price: one read unit. */
    async level(bucket) {
      const { window, before, share } = windowsAt(bucket.rule, table.now())
      const items = await query(table, { pk: keyOf(bucket, window).pk, from: before, to: window })
      const at = (sk: string) => numberOf(items.find((item) => item.sk === sk)?.n)
      return at(window) + carried(at(before), share)
    },

    /** Price: one write; of a proof that was used before, one read more. */
    async spend({ nonce, expiresAt }, { what, letter }) {
      const place = keys.proof(nonce)
      const item = { ...place, letter, what: table.addressKey(what), expiresAt: secondsOf(expiresAt) }
      const isFree = 'attribute_not_exists(#pk) OR #expiresAt <= :now'
      if (await write(table, put(item, isFree, { ':now': nowSeconds(table.now()) }))) return letter
      const spent = await get(table, place)
      return spent?.what === item.what ? (spent.letter as typeof letter) : 'refused'
    },
  }
}
