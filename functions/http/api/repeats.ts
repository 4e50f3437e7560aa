import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { refusal } from '../../../core/model/refusal.ts'
import {
  decideRepeat,
  type KeptAnswer,
  outcomeOf,
  type Repeat,
  type RepeatDecision,
} from '../../../core/model/repeat.ts'
import type { Ports, RepeatName } from '../../../core/ports.ts'
import { Problem } from '../problem.ts'
import type { ProblemCode } from '../problem-codes.ts'
import { specOf } from './route.ts'

type Needs = Pick<Ports, 'repeats' | 'ids' | 'now' | 'log'>

/**
 * A `POST` with an `Idempotency-Key` is carried out once: asked again with the same key, it is answered as the first time.
 * Without one, nothing is read or written here. Price with one: two writes; of a repeat, a write that fails and a read.
 */
export const onlyOnce =
  (ports: Needs): MiddlewareHandler =>
  async (c, next) => {
    const given = c.req.header('idempotency-key')
    if (c.req.method !== 'POST' || given === undefined) return next()
    const spec = matchedRoutes(c)
      .map(({ handler }) => specOf(handler))
      .find((one) => one !== undefined)
    // Nothing is at this address: there is nothing to do twice.
    if (!spec) return next()
    const name: RepeatName = { caller: c.req.header('authorization') ?? '', name: parseName(given) }
    const once = spec.once ?? false
    const begun: Repeat = { what: await whatOf(ports, c), begunAt: ports.now() }
    let known = await ports.repeats.claim(name, begun)
    if (known !== 'claimed') {
      const decision = decideRepeat(known, { what: begun.what, once, now: begun.begunAt })
      if (decision.kind === 'answer') return replayed(decision.answer)
      if (decision.kind !== 'again') throw refusalOf(decision.kind)
      known = await ports.repeats.claim(name, begun, known)
      // Another repeat was faster.
      if (known !== 'claimed') throw refusalOf('running')
    }
    await next()
    await remember(ports, c, name, begun, once)
  }

function parseName(given: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(given)) return given
  throw new Problem(
    'idempotency_key_invalid',
    'An Idempotency-Key is 1 to 255 letters, digits or signs, without spaces.',
    [refusal('idempotency-key', 'Write 1 to 255 letters, digits or signs, without spaces: a UUID is a good one.')],
  )
}

/** Hono keeps the body it has read: the handler reads it again. */
async function whatOf({ ids }: Needs, c: Context): Promise<string> {
  const { pathname, search } = new URL(c.req.url)
  return ids.fingerprint(`${pathname}${search}`) + ids.fingerprint(new Uint8Array(await c.req.arrayBuffer()))
}

/** What was done is done: if it cannot be written down, the answer goes out all the same. */
async function remember(ports: Needs, c: Context, name: RepeatName, begun: Repeat, once: boolean): Promise<void> {
  try {
    await ports.repeats.settle(name, begun, c.get('unkept') ? 'too-long' : outcomeOf(await answerOf(c), once))
  } catch (error) {
    ports.log.error('repeat.unkept', error)
  }
}

const answerOf = async ({ res }: Context): Promise<KeptAnswer> => ({
  status: res.status,
  type: res.headers.get('content-type') ?? '',
  body: await res.clone().text(),
})

const replayed = ({ status, type, body }: KeptAnswer): Response =>
  new Response(body === '' ? null : body, {
    status,
    headers: { ...(type === '' ? {} : { 'content-type': type }), 'idempotent-replayed': 'true' },
  })

function refusalOf(kind: Exclude<RepeatDecision['kind'], 'answer' | 'again'>): Problem {
  const no = (code: ProblemCode, sentence: string, headers = {}) =>
    new Problem(code, sentence, [refusal('idempotency-key', sentence)], headers)
  switch (kind) {
    case 'other':
      return no('idempotency_key_reused', 'This Idempotency-Key belongs to another request: give this one its own.')
    case 'running':
      return no('idempotency_in_progress', 'The first request with this Idempotency-Key is still being carried out.', {
        'retry-after': '2',
      })
    case 'too-long':
      return no(
        'idempotency_answer_gone',
        'This request was carried out. Its answer is not kept: it was too long, or held a secret.',
      )
    case 'unknown':
      return no(
        'idempotency_outcome_unknown',
        'The first request with this Idempotency-Key has broken off, and may have been carried out: look, and ask again with another key if it was not.',
      )
  }
}
