import { Hono } from 'hono'
import * as z from 'zod'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { erase } from '../../../core/flows/erase.ts'
import { signUp } from '../../../core/flows/sign-up.ts'
import { takeIn } from '../../../core/flows/take-in.ts'
import { parseAddress } from '../../../core/model/address.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { type Parsed, parsed, type Refusal, refusal } from '../../../core/model/refusal.ts'
import { isZone } from '../../../core/model/schedule.ts'
import {
  MOST_SUBSCRIPTIONS,
  type SignUpRequest,
  type Subscriber,
  type Wish,
  wishFor,
} from '../../../core/model/subscriber.ts'
import { cleanText } from '../../../core/model/text.ts'
import { localeFor } from '../../../core/model/variant.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf, pageOf } from './body.ts'

const wish = z.union([
  z.string(),
  z.strictObject({
    digest: z.string(),
    topics: z.union([z.literal('all'), z.array(z.string())]).optional(),
    edition: z.string().optional(),
  }),
])
const newSubscriber = z.strictObject({
  email: z.string(),
  digests: z.array(wish),
  zone: z.string().optional(),
  locale: z.string().optional(),
  attestation: z.string().optional(),
})

/** A subscriber as editors see it. */
const view = ({ id, address, status, locale, zone, subscriptions, createdAt }: Subscriber) => ({
  id,
  email: address,
  status,
  locale,
  zone,
  digests: subscriptions.map(({ digest, edition, topics, status: on, since }) => ({
    digest,
    edition,
    topics,
    status: on,
    since,
  })),
  createdAt,
})

export function subscribers(ports: ApiPorts): Hono {
  return new Hono()
    .get('/', async (c) => {
      const email = c.req.query('email')
      if (email !== undefined) {
        const { subscriber } = await ports.subscribers.byAddress(accepted(parseAddress(email)))
        return c.json({ items: subscriber ? [view(subscriber)] : [] })
      }
      const page = await ports.subscribers.list({ prefix: c.req.query('prefix')?.toLowerCase() }, pageOf(c))
      return c.json({ ...page, items: page.items.map(view) })
    })
    .post('/', async (c) => {
      const { attestation, ...given } = await bodyOf(c, newSubscriber)
      const request = accepted(await readRequest(ports, given, 'api'))
      const word = cleanText(attestation ?? '')
      if (word === '') {
        await signUp(ports, request)
        return c.json(
          {
            email: request.address,
            status: 'pending',
            note: 'A confirmation mail goes out if this address has not asked lately.',
          },
          202,
        )
      }
      const taken = await takeIn(ports, request, word)
      if (taken.kind === 'suppressed') {
        throw new Problem(409, `This address gets no mail from us (${taken.why}).`, [
          refusal('email', 'This address is suppressed.'),
        ])
      }
      return c.json(view(taken.subscriber), 201)
    })
    .get('/:id', async (c) => {
      const subscriber = await ports.subscribers.get(c.req.param('id'))
      if (!subscriber) throw notFound('subscriber')
      return c.json({ ...view(subscriber), consent: await ports.subscribers.consent(subscriber.id) })
    })
    .patch('/:id', async (c) => {
      const id = c.req.param('id')
      const { zone } = await bodyOf(c, z.strictObject({ zone: z.string() }))
      if (!isZone(zone))
        throw new Problem(422, `"${zone}" is not a time zone we know.`, [
          refusal('zone', 'Write one like "Europe/Berlin".'),
        ])
      const moved = await changeZone(ports, id, zone)
      if (!moved) throw notFound('subscriber')
      return c.json(view(moved))
    })
    .delete('/:id', async (c) => {
      if (!(await erase(ports, c.req.param('id')))) throw notFound('subscriber')
      return c.body(null, 204)
    })
}

type Input = { email: string; digests: z.infer<typeof wish>[]; zone?: string; locale?: string }

/** What an editor or a script asks for somebody; `form`: where. Refusals name the field. */
export async function readRequest(
  ports: Pick<ApiPorts, 'digests'>,
  input: Input,
  form: 'api' | 'console',
): Promise<Parsed<SignUpRequest>> {
  const refusals: Refusal[] = []
  const address = parseAddress(input.email)
  if (!address.ok) refusals.push(...address.refusals)
  if (input.zone !== undefined && !isZone(input.zone))
    refusals.push(refusal('zone', `"${input.zone}" is not a time zone we know.`))
  if (input.digests.length === 0 || input.digests.length > MOST_SUBSCRIPTIONS) {
    refusals.push(refusal('digests', `Name 1 to ${MOST_SUBSCRIPTIONS} digests.`))
  }
  const wishes: Wish[] = []
  for (const [index, one] of input.digests.entries()) {
    const { digest: id, topics = 'all', edition } = typeof one === 'string' ? { digest: one } : one
    const digest = await ports.digests.get(id)
    refusals.push(...faultsOf(index, id, digest, topics, edition))
    if (digest) wishes.push(wishFor(digest, topics, input.zone ?? '', edition))
  }
  if (refusals.length > 0 || !address.ok) return { ok: false, refusals }
  return parsed({
    address: address.value,
    wishes,
    locale: localeFor(input.locale ?? 'en'),
    zone: input.zone ?? 'UTC',
    text: form,
    form,
  })
}

function faultsOf(
  index: number,
  id: string,
  digest: Digest | undefined,
  topics: Wish['topics'],
  edition: string | undefined,
): Refusal[] {
  if (!digest) return [refusal(`digests.${index}`, `There is no digest "${id}".`)]
  if (edition !== undefined && !digest.editions.some((one) => one.name === edition)) {
    return [refusal(`digests.${index}.edition`, `"${digest.name}" has no edition "${edition}".`)]
  }
  if (topics === 'all') return []
  const unknown = topics.filter((slug) => !digest.topics.includes(slug))
  if (topics.length === 0)
    return [refusal(`digests.${index}.topics`, 'Name at least one topic, or leave the field out for all of them.')]
  return unknown.map((slug) => refusal(`digests.${index}.topics`, `"${digest.name}" has no topic "${slug}".`))
}
