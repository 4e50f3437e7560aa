import { Hono } from 'hono'
import * as z from 'zod'
import { changeZone } from '../../../core/flows/change-zone.ts'
import { erase } from '../../../core/flows/erase.ts'
import { liftSuppression } from '../../../core/flows/lift-suppression.ts'
import { signUp } from '../../../core/flows/sign-up.ts'
import { takeIn } from '../../../core/flows/take-in.ts'
import { parseAddress } from '../../../core/model/address.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { type Parsed, parsed, type Refusal, refusal } from '../../../core/model/refusal.ts'
import {
  MOST_SUBSCRIPTIONS,
  SHORTEST_NOTE,
  type SignUpRequest,
  type Subscriber,
  type Wish,
  wishFor,
} from '../../../core/model/subscriber.ts'
import { cleanText } from '../../../core/model/text.ts'
import { localeFor } from '../../../core/model/variant.ts'
import { noted } from '../acting.ts'
import { accepted, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { pageAnswer, pageAsked, pageQuery, pageShape } from './lists.ts'
import { route, type Shown } from './route.ts'
import { instant } from './shapes.ts'

const wish = z.union([
  z.string().max(200),
  z.strictObject({
    digest: z.string().max(200),
    topics: z.union([z.literal('all'), z.array(z.string().max(200)).max(200)]).optional(),
    edition: z.string().max(200).optional(),
  }),
])
const newSubscriber = z
  .strictObject({
    email: z.string().max(1_000),
    digests: z.array(wish).max(100).meta({ description: 'Ids; or with the topics and the edition that they want.' }),
    zone: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'The reader’s own, IANA.', examples: ['Europe/Berlin'] }),
    locale: z
      .string()
      .max(200)
      .optional()
      .meta({ examples: ['en', 'de'] }),
    attestation: z
      .string()
      .max(10_000)
      .optional()
      .meta({ description: 'Your word that consent was given, and how: kept as such, and the reader can read it.' }),
  })
  .meta({
    id: 'NewSubscriber',
    examples: [{ email: 'ada@example.org', digests: ['brief'], attestation: 'Signed the paper list in May.' }],
  })
const lift = z
  .strictObject({
    email: z.string().max(1_000),
    note: z
      .string()
      .max(10_000)
      .meta({ description: 'Why: at least ten characters, kept in the history of their consent.' }),
  })
  .meta({ id: 'Lift', examples: [{ email: 'ada@example.org', note: 'She wrote to us and wants it back.' }] })
const move = z.strictObject({ zone: z.string().max(200) }).meta({ id: 'SubscriberChange' })
const listQuery = z.object({
  ...pageQuery,
  email: z.string().optional().meta({ description: 'Whoever has this address.' }),
  prefix: z
    .string()
    .max(320, 'No address is that long.')
    .optional()
    .meta({ description: 'Those whose address begins like that.' }),
})

const choice = z.union([z.literal('all'), z.array(z.string())])
const subscriberShape = z
  .object({
    id: z.string(),
    email: z.string(),
    status: z.enum(['pending', 'active', 'unsubscribed', 'bounced', 'complained']),
    locale: z.string(),
    zone: z.string(),
    digests: z.array(
      z.object({
        digest: z.string(),
        edition: z.string(),
        topics: choice,
        status: z.enum(['pending', 'active', 'left']),
        since: instant.meta({ description: 'When it got this status.' }),
      }),
    ),
    createdAt: instant,
  })
  .meta({ id: 'Subscriber' })
const consentShape = z
  .object({
    at: instant,
    kind: z.enum(['asked', 'attested', 'confirmed', 'changed', 'left', 'suppressed', 'lifted']),
    digests: z.array(z.object({ digest: z.string(), topics: choice })),
    text: z.string().optional().meta({ description: 'Which consent text was shown: its version.' }),
    form: z.string().optional(),
    network: z.string().optional(),
    agent: z.string().optional(),
    note: z.string().optional(),
    listed: z
      .object({
        import: z.string(),
        row: z.number().meta({ type: 'integer', minimum: 1 }),
        became: z.enum(['added', 'changed', 'off', 'unchanged', 'refused']),
        joined: z.array(z.string()).optional(),
        left: z.array(z.string()).optional(),
      })
      .optional()
      .meta({ description: 'The row of an import that this came by.' }),
  })
  .meta({ id: 'ConsentEvent' })
const wholeSubscriber = subscriberShape
  .extend({ consent: z.array(consentShape).meta({ description: 'What was asked, shown and answered, and when.' }) })
  .meta({ id: 'SubscriberWithConsent' })
const askedShape = z
  .object({ email: z.string(), status: z.literal('pending'), note: z.string() })
  .meta({ id: 'AskedSubscriber' })

/** A subscriber as editors see it. */
const view = ({
  id,
  address,
  status,
  locale,
  zone,
  subscriptions,
  createdAt,
}: Subscriber): Shown<typeof subscriberShape> => ({
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

export function subscribers(ports: ApiPorts) {
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List subscribers',
        query: listQuery,
        answers: { 200: [pageShape(subscriberShape), 'Subscribers, by address.'] },
      }),
      async (c) => {
        const { email, prefix, ...part } = c.req.valid('query')
        if (email !== undefined) {
          const { subscriber } = await ports.subscribers.byAddress(accepted(parseAddress(email)))
          return c.json({ items: subscriber ? [view(subscriber)] : [] })
        }
        const page = await ports.subscribers.list({ prefix: prefix?.toLowerCase() }, pageAsked('subscribers', part))
        return c.json(pageAnswer('subscribers', page, view))
      },
    )
    .post(
      '/',
      route({
        summary: 'Add a subscriber',
        says: 'With an `attestation` they are active at once; without, a confirmation mail asks them. Nobody who left comes back by attestation.',
        body: newSubscriber,
        answers: {
          201: [subscriberShape, 'Active, on your word.'],
          202: [askedShape, 'A confirmation mail goes out.'],
        },
        refuses: ['address_suppressed'],
      }),
      async (c) => {
        const { attestation, ...given } = c.req.valid('json')
        const request = accepted(await readRequest(ports, given, 'api'))
        const word = cleanText(attestation ?? '')
        if (word === '') {
          await signUp(ports, request)
          const asked: Shown<typeof askedShape> = {
            email: request.address,
            status: 'pending',
            note: 'A confirmation mail goes out if this address has not asked lately.',
          }
          return c.json(asked, 202)
        }
        const taken = await takeIn(ports, request, word)
        if (taken.kind === 'suppressed') {
          throw new Problem('address_suppressed', `This address gets no mail from us (${taken.why}).`, [
            refusal('email', 'This address is suppressed.'),
          ])
        }
        return c.json(view(taken.subscriber), 201)
      },
    )
    .post(
      '/lift',
      route({
        summary: 'Lift a suppression',
        says: 'The address may get mail again, even after a complaint. Who had bounced takes again what they took; who complained, or blocked all mail, has to sign up again.',
        body: lift,
        answers: { 200: [subscriberShape, 'The subscriber, as they are now.'] },
        refuses: ['not_suppressed'],
      }),
      async (c) => {
        const { email, note } = c.req.valid('json')
        const address = accepted(parseAddress(email))
        const lifted = await liftSuppression(ports, address, note)
        if (lifted.kind === 'no-note')
          throw new Problem('invalid', 'A suppression is lifted with a note.', [
            refusal('note', `Say why, in at least ${SHORTEST_NOTE} characters: it is kept.`, 'too_short'),
          ])
        if (lifted.kind === 'not-suppressed')
          throw new Problem('not_suppressed', 'Nothing keeps mail from this address.')
        noted(c, { target: lifted.subscriber.id })
        return c.json(view(lifted.subscriber))
      },
    )
    .get(
      '/:id',
      route({
        summary: 'Read a subscriber',
        answers: { 200: [wholeSubscriber, 'The subscriber, with the history of their consent.'] },
      }),
      async (c) => {
        const subscriber = await ports.subscribers.get(c.req.param('id'))
        if (!subscriber) throw notFound('subscriber')
        const consent: readonly Shown<typeof consentShape>[] = await ports.subscribers.consent(subscriber.id)
        return c.json({ ...view(subscriber), consent })
      },
    )
    .patch(
      '/:id',
      route({
        summary: 'Move a subscriber to another time zone',
        says: 'Who moves gets no slot twice.',
        body: move,
        answers: { 200: [subscriberShape, 'The subscriber, as they are now.'] },
      }),
      async (c) => {
        const { zone } = c.req.valid('json')
        if (ports.zones.name(zone) === undefined)
          throw new Problem('invalid', `"${zone}" is not a time zone we know.`, [
            refusal('zone', 'Write one like "Europe/Berlin".', 'not_there'),
          ])
        const moved = await changeZone(ports, c.req.param('id'), zone)
        if (!moved) throw notFound('subscriber')
        return c.json(view(moved))
      },
    )
    .delete(
      '/:id',
      route({
        summary: 'Erase a subscriber',
        says: 'What remains is a keyed hash of the address, so that no later list brings them back.',
        answers: { 204: 'They are forgotten.' },
      }),
      async (c) => {
        if (!(await erase(ports, c.req.param('id')))) throw notFound('subscriber')
        return c.body(null, 204)
      },
    )
}

type Input = { email: string; digests: z.infer<typeof wish>[]; zone?: string; locale?: string }

/** What an editor or a script asks for somebody; `form`: where. Refusals name the field. */
export async function readRequest(
  ports: Pick<ApiPorts, 'digests' | 'zones'>,
  input: Input,
  form: 'api' | 'console',
): Promise<Parsed<SignUpRequest>> {
  const refusals: Refusal[] = []
  const address = parseAddress(input.email)
  if (!address.ok) refusals.push(...address.refusals)
  const zone = input.zone === undefined ? undefined : ports.zones.name(input.zone)
  if (input.zone !== undefined && zone === undefined)
    refusals.push(refusal('zone', `"${input.zone}" is not a time zone we know.`, 'not_there'))
  if (input.digests.length === 0 || input.digests.length > MOST_SUBSCRIPTIONS) {
    refusals.push(refusal('digests', `Name 1 to ${MOST_SUBSCRIPTIONS} digests.`))
  }
  const wishes: Wish[] = []
  for (const [index, one] of input.digests.entries()) {
    const { digest: id, topics = 'all', edition } = typeof one === 'string' ? { digest: one } : one
    const digest = await ports.digests.get(id)
    refusals.push(...faultsOf(index, id, digest, topics, edition))
    if (digest) wishes.push(wishFor(ports.zones, digest, topics, zone ?? '', edition))
  }
  if (refusals.length > 0 || !address.ok) return { ok: false, refusals }
  return parsed({
    address: address.value,
    wishes,
    locale: localeFor(input.locale ?? 'en'),
    zone: zone ?? 'UTC',
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
  if (!digest) return [refusal(`digests.${index}`, `There is no digest "${id}".`, 'not_there')]
  if (edition !== undefined && !digest.editions.some((one) => one.name === edition)) {
    return [refusal(`digests.${index}.edition`, `"${digest.name}" has no edition "${edition}".`, 'not_there')]
  }
  if (topics === 'all') return []
  const unknown = topics.filter((slug) => !digest.topics.includes(slug))
  if (topics.length === 0)
    return [
      refusal(`digests.${index}.topics`, 'Name at least one topic, or leave the field out for all of them.', 'too_few'),
    ]
  return unknown.map((slug) =>
    refusal(`digests.${index}.topics`, `"${digest.name}" has no topic "${slug}".`, 'not_there'),
  )
}
