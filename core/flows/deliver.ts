import {
  afterTry,
  type Delivery,
  type DeliveryId,
  type Hook,
  type HookId,
  secretsOf,
  TRY_WITHIN,
} from '../model/hook.ts'
import { between, HOUR, MINUTE, plus, SECOND } from '../model/time.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'hooks' | 'subscribers' | 'issues' | 'courier' | 'fence' | 'queue' | 'now' | 'log'>

/** `later`: it is not its time, or it came to nothing and is tried again. */
export type Delivered = 'done' | 'later'

/** A message of the queue may come a little early. */
const SLACK = SECOND
/** Longer than this the queue does not wait: the tick does. */
const QUEUE_WAITS = 15 * MINUTE
/** An event that was put down before it was true has so long to become it. */
const BECOMES_TRUE = HOUR

/**
 * Tells one program of one event: signs it, posts it, writes down what came of it, and when it is tried again. At least
 * once: whoever crashes after the post posts again, under the same id. A copy of the table tells nobody anything. Price:
 * four or five reads, two writes, one request.
 */
export async function deliver(ports: Needs, hookId: HookId, id: DeliveryId): Promise<Delivered> {
  const delivery = await ports.hooks.delivery(hookId, id)
  const now = ports.now()
  if (delivery?.state !== 'waiting') return 'done'
  if (delivery.nextAt > plus(now, SLACK)) return 'later'
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') {
    ports.log('fence.closed', { level: 'error', delivery: id, reason: fence.reason })
    return 'later'
  }
  const hook = await ports.hooks.get(hookId)
  if (!hook || (hook.status === 'off' && delivery.event.type !== 'webhook.test'))
    return drop(ports, delivery, hook ? 'The webhook is switched off.' : 'The webhook is gone.')
  if (!(await ports.hooks.take(delivery, plus(now, TRY_WITHIN)))) return 'later'
  const data = await dataOf(ports, delivery)
  if (data === 'not-yet') return 'later'
  if (data === 'never') return drop(ports, delivery, 'It has not come to that.')

  const body = JSON.stringify({ type: delivery.event.type, timestamp: delivery.at, data })
  const posted = await ports.courier.post({ url: hook.url, id, secrets: secretsOf(hook, now), body, now })
  const after = afterTry(delivery, hook, posted, ports.now())
  await ports.hooks.settle(after.delivery)
  await note(ports, hook, after.hook)
  const { state, tries, nextAt } = after.delivery
  ports.log(state === 'delivered' ? 'hook.told' : 'hook.unheard', {
    hook: hookId,
    delivery: id,
    type: delivery.event.type,
    tries,
    ...(state === 'failed' ? { level: 'warn', gaveUp: true } : {}),
  })
  if (state !== 'waiting') return 'done'
  const wait = between(ports.now(), nextAt)
  if (wait <= QUEUE_WAITS) await ports.queue.tellHook({ hook: hookId, delivery: id }, wait)
  return 'later'
}

async function drop(ports: Needs, delivery: Delivery, note: string): Promise<Delivered> {
  await ports.hooks.settle({ ...delivery, state: 'dropped', last: { at: ports.now(), note } })
  return 'done'
}

/** That a hook fails, does so no more, or is given up. Whoever changed it meanwhile is right: the next try notes it again. */
async function note(ports: Needs, before: Hook, after: Hook): Promise<void> {
  if (after === before) return
  const saved = await ports.hooks.save(before, after)
  if (saved === 'saved' && after.status === 'off')
    ports.log('hook.given-up', { level: 'warn', hook: after.id, reason: after.note })
}

/**
 * What the other side is sent. The address is read now: of somebody who has been erased meanwhile there is none any more.
 * An issue was announced before it was sent, so that no crash forgets it: whether it was is looked at now.
 */
async function dataOf(ports: Needs, { event, at }: Delivery): Promise<object | 'not-yet' | 'never'> {
  switch (event.type) {
    case 'webhook.test':
      return { note: 'A test: nothing has happened.' }
    case 'issue.sent': {
      const progress = await ports.issues.progress(event.issue as `iss_${string}`)
      if (progress?.status === 'sent') {
        const { readers, sent, skipped, failed } = progress.counts
        return { issue: event.issue, digest: event.digest, counts: { readers, sent, skipped, failed } }
      }
      return progress?.status === 'sending' && between(at, ports.now()) < BECOMES_TRUE ? 'not-yet' : 'never'
    }
    default: {
      const { type: _, ...what } = event
      const subscriber = await ports.subscribers.get(event.subscriber)
      return { ...what, email: subscriber?.address ?? null }
    }
  }
}
