import { type Delivery, type DeliveryId, type Hook, type HookId, isHookEvent } from '../../core/model/hook.ts'
import { retention } from '../../core/model/retention.ts'
import { plus } from '../../core/model/time.ts'
import type { Hooks } from '../../core/ports.ts'
import { dueBy, get, query } from './dynamo/read.ts'
import { either, list, maybe, number, oneOf, read, shape, text } from './dynamo/shape.ts'
import { put, remove, type Step, update } from './dynamo/steps.ts'
import { write } from './dynamo/write.ts'
import { afterFirst, due, END, keys, secondsOf, type Table } from './table.ts'

const isHook = shape({
  id: text,
  url: text,
  events: list((one) => typeof one === 'string' && isHookEvent(one)),
  secret: text,
  oldSecret: maybe(shape({ secret: text, until: text })),
  createdAt: text,
  by: text,
  status: oneOf('on', 'off'),
  note: maybe(text),
  failingSince: maybe(text),
  version: number,
})
const isDelivery = shape({
  id: text,
  hook: text,
  event: either(
    shape({
      type: oneOf('subscriber.subscribed', 'subscriber.left', 'subscriber.bounced'),
      subscriber: text,
      digests: list(text),
    }),
    shape({ type: oneOf('issue.sent'), issue: text, digest: text }),
    shape({ type: oneOf('webhook.test') }),
  ),
  at: text,
  state: oneOf('waiting', 'delivered', 'failed', 'dropped'),
  tries: number,
  nextAt: text,
  last: maybe(shape({ at: text, status: maybe(number), note: maybe(text) })),
})

/** Puts a delivery down, on the list of what is due: one step of the transaction in which the event happens. */
export const tellingStep = (delivery: Delivery): Step =>
  put({
    ...keys.delivery(delivery.hook, delivery.id),
    ...delivery,
    ...due.delivery(delivery.nextAt, delivery.hook, delivery.id),
  })

export function hooksIn(table: Table): Hooks {
  return {
    /** Price: one read. */
    async list() {
      const items = await query(table, { pk: keys.hook('').pk, from: '!', to: END })
      return items
        .flatMap((item) => read<Hook>(table, item, isHook) ?? [])
        .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    },

    /** Price: one read. */
    async get(id) {
      return read<Hook>(table, await get(table, keys.hook(id)), isHook)
    },

    /** Price: one write. */
    async save(before, after) {
      const item = { ...keys.hook(after.id), ...after, version: (before?.version ?? 0) + 1 }
      const saved = await write(
        table,
        before
          ? put(item, '#version = :version', { ':version': before.version })
          : put(item, 'attribute_not_exists(#pk)'),
      )
      return saved ? 'saved' : 'lost'
    },

    /** Price: one write. */
    async remove(id) {
      await write(table, remove(keys.hook(id)))
    },

    /** Price: one write each. */
    async put(deliveries) {
      for (const one of deliveries) {
        const { Put } = tellingStep(one)
        await write(table, put(Put!.Item as Parameters<typeof put>[0], 'attribute_not_exists(#pk)'))
      }
    },

    /** Price: one read. */
    async delivery(hook, id) {
      return read<Delivery>(table, await get(table, keys.delivery(hook, id)), isDelivery)
    },

    /** Price: one write. */
    async take({ hook, id, nextAt }, to) {
      return write(
        table,
        update(
          keys.delivery(hook, id),
          'SET #nextAt = :to, #dueSk = :dueSk',
          '#state = :waiting AND #nextAt = :nextAt',
          { ':to': to, ':dueSk': due.delivery(to, hook, id).dueSk, ':waiting': 'waiting', ':nextAt': nextAt },
        ),
      )
    },

    /** Price: one write. */
    async settle(delivery) {
      const { hook, id, state, nextAt } = delivery
      const when =
        state === 'waiting'
          ? due.delivery(nextAt, hook, id)
          : { expiresAt: secondsOf(plus(table.now(), retention.deliveries)) }
      await write(
        table,
        put({ ...keys.delivery(hook, id), ...delivery, ...when }, '#state = :waiting', { ':waiting': 'waiting' }),
      )
    },

    async due(now, limit) {
      return (await dueBy(table, 'HOOK', now, limit)).map(({ pk, sk }) => ({
        hook: afterFirst(pk) as HookId,
        id: afterFirst(sk) as DeliveryId,
      }))
    },

    /** Price: a read for some ten of them. */
    async recent(hook, limit) {
      const { pk } = keys.delivery(hook, '')
      const items = await query(table, { pk, from: 'DELIVERY#', to: `DELIVERY#${END}`, limit, newestFirst: true })
      return items.flatMap((item) => read<Delivery>(table, item, isDelivery) ?? [])
    },
  }
}
