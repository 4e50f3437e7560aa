import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Repeat } from '../../core/model/repeat.ts'
import { retention } from '../../core/model/retention.ts'
import { plus } from '../../core/model/time.ts'
import type { RepeatName, Repeats } from '../../core/ports.ts'
import { pack, unpack } from './dynamo/pack.ts'
import { get } from './dynamo/read.ts'
import { either, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { keys, nowSeconds, secondsOf, type Table } from './table.ts'

const isRepeat = shape({
  what: text,
  begunAt: text,
  outcome: maybe(either(oneOf('too-long', 'unknown'), shape({ status: number, type: text, body: text }))),
})
const MOST_TRIES = 3

/**
 * One item a name, under a keyed hash. An answer may hold a reader's address, and has to outlive an erasure for a day: it
 * is sealed under the caller's own secret, so that only whoever asks again can read it. Price: to claim, one write, and one
 * read where the name is taken; to settle, one write.
 */
export function repeatsIn(table: Table): Repeats {
  const placeOf = ({ caller, name }: RepeatName) => keys.repeat(table.addressKey(`${caller}|${name}`))
  const itemOf = (name: RepeatName, { outcome, ...repeat }: Repeat) => ({
    ...placeOf(name),
    ...repeat,
    ...(outcome === undefined ? {} : { outcome: typeof outcome === 'object' ? seal(name, pack(outcome)) : outcome }),
    expiresAt: secondsOf(plus(repeat.begunAt, retention.repeats)),
  })
  const standing = async (name: RepeatName): Promise<Repeat | undefined> => {
    const item = await get(table, placeOf(name))
    const sealed = item?.outcome instanceof Uint8Array ? { outcome: unpack(unseal(name, item.outcome)) } : {}
    return read<Repeat>(table, item && { ...item, ...sealed }, isRepeat)
  }

  return {
    async claim(name, begun, instead) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const isFree = `attribute_not_exists(#pk) OR #expiresAt <= :now${instead ? ' OR #begunAt = :begunAt' : ''}`
        const values = { ':now': nowSeconds(table.now()), ':begunAt': instead?.begunAt }
        if (await write(table, put(itemOf(name, begun), isFree, values))) return 'claimed'
        const known = await standing(name)
        if (known) return known
      }
      throw new Error('the name of a request is taken, and nothing stands there')
    },
    async settle(name, begun, outcome) {
      const isOurs = '#begunAt = :begunAt'
      const values = { ':begunAt': begun.begunAt }
      const step =
        outcome === undefined
          ? remove(placeOf(name), isOurs, values)
          : put(itemOf(name, { ...begun, outcome }), isOurs, values)
      await write(table, step)
    },
  }
}

const IV = 12
const TAG = 16
/** The caller's secret is in it, and is not in the table. */
const keyOf = ({ caller, name }: RepeatName) => createHash('sha256').update(`repeat|${caller}|${name}`).digest()

function seal(name: RepeatName, plain: Uint8Array): Uint8Array {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', keyOf(name), iv)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Undefined for what `seal` has not made under this name. */
function unseal(name: RepeatName, sealed: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(name), sealed.subarray(0, IV), { authTagLength: TAG })
    decipher.setAuthTag(sealed.subarray(IV, IV + TAG))
    return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()])
  } catch {
    return undefined
  }
}
