import { Hono } from 'hono'
import * as z from 'zod'
import { editDigest, type Planned, pauseDigest, planDigest, resumeDigest } from '../../../core/flows/plan-digest.ts'
import { sendNow } from '../../../core/flows/send-now.ts'
import type { Digest } from '../../../core/model/digest.ts'
import { nextSends } from '../../../core/model/next-sends.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { inWords, inZone, slotsAfter } from '../../../core/model/schedule.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import type { Instant } from '../../../core/model/time.ts'
import { notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { bodyOf, pageOf } from './body.ts'
import { issueView } from './issues.ts'

/** As data, or in words. */
const schedule = z.union([
  z.string(),
  z.strictObject({
    every: z.unknown(),
    on: z.unknown().optional(),
    at: z.unknown().optional(),
    settleMinutes: z.unknown().optional(),
    atMostEveryMinutes: z.unknown().optional(),
    zone: z.unknown().optional(),
    defaultZone: z.unknown().optional(),
    from: z.unknown().optional(),
    until: z.unknown().optional(),
    except: z.unknown().optional(),
  }),
])
const shape = z.strictObject({
  id: z.string(),
  name: z.string(),
  topics: z.array(z.string()),
  schedule: schedule.optional(),
  editions: z.array(z.strictObject({ name: z.string(), title: z.string().optional(), schedule })).optional(),
  minArticles: z.number().optional(),
  maxArticles: z.number().optional(),
  late: z.strictObject({ sendWithinMinutes: z.number() }).optional(),
  holdMinutes: z.number().optional(),
  release: z.enum(['auto', 'person']).optional(),
  welcome: z.boolean().optional(),
  subject: z.string().optional(),
  intro: z.string().optional(),
  from: z.string().optional(),
})
const patchShape = shape.omit({ id: true }).partial()

/** A digest as the API shows it: with its one schedule in short, and in words; `next`: when each edition goes out. */
const view = ({ version: _, editions, ...digest }: Digest, now: Instant) => ({
  ...digest,
  schedule: editions[0]?.schedule,
  when: editions.map((edition) => inWords(edition.schedule)).join('; '),
  editions: editions.map(({ name, title, schedule }) => {
    const [slot] = digest.status === 'active' ? slotsAfter(inZone(schedule), now, 1) : []
    return { name, ...(title ? { title } : {}), schedule, when: inWords(schedule), ...(slot ? { next: slot.at } : {}) }
  }),
})

export function digests(ports: ApiPorts): Hono {
  const shown = (digest: Digest) => view(digest, ports.now())
  const changed = async (id: string, act: (known: Digest) => Promise<Planned>): Promise<Digest> => {
    const planned = await act(await found(ports, id))
    if (planned.kind === 'lost') throw new Problem(409, 'Somebody else has just changed this digest: look at it again.')
    return saved(planned)
  }
  return new Hono()
    .get('/', async (c) => {
      const page = await ports.digests.list(pageOf(c))
      return c.json({ ...page, items: page.items.map(shown) })
    })
    .post('/', async (c) => {
      const input = await bodyOf(c, shape)
      const planned = await planDigest(ports, input)
      if (planned.kind === 'lost') {
        throw new Problem(409, `There is a digest "${input.id}" already.`, [refusal('id', 'This id is taken.')])
      }
      return c.json(shown(saved(planned)), 201)
    })
    .get('/:id', async (c) => c.json(shown(await found(ports, c.req.param('id')))))
    .patch('/:id', async (c) => {
      const { schedule: short, editions: long, ...rest } = await bodyOf(c, patchShape)
      const digest = await changed(c.req.param('id'), (known) => {
        const editions = long ?? (short ? [{ name: known.editions[0]!.name, schedule: short }] : undefined)
        return editDigest(ports, known, { ...known, ...rest, editions: editions ?? known.editions })
      })
      return c.json(shown(digest))
    })
    .post('/:id/pause', async (c) =>
      c.json(shown(await changed(c.req.param('id'), (known) => pauseDigest(ports, known)))),
    )
    .post('/:id/resume', async (c) =>
      c.json(shown(await changed(c.req.param('id'), (known) => resumeDigest(ports, known)))),
    )
    .get('/:id/next', async (c) => {
      const digest = await found(ports, c.req.param('id'))
      const items = nextSends(digest, ports.now(), 5).map(({ edition, slot: { name, at, local, zone }, note }) => ({
        edition,
        slot: name,
        at,
        local,
        zone,
        ...(note ? { note } : {}),
      }))
      return c.json({ items })
    })
    .get('/:id/sign-ups', async (c) => {
      const digest = await found(ports, c.req.param('id'))
      const months = await ports.digests.signUps(digest.id)
      const share = (one: { asked: number; confirmed: number }) =>
        one.asked > 0 ? Math.round((100 * one.confirmed) / one.asked) / 100 : null
      return c.json({ items: months.map((one) => ({ ...one, share: share(one) })) })
    })
    .get('/:id/issues', async (c) => {
      const digest = await found(ports, c.req.param('id'))
      const page = await ports.issues.list(digest.id, pageOf(c))
      return c.json(page)
    })
    .post('/:id/issues', async (c) => {
      const sent = await sendNow(ports, await found(ports, c.req.param('id')))
      if (sent.kind === 'missing')
        throw new Problem(422, `${sent.reason} Set it with PATCH /api/settings.`, [refusal('settings', sent.reason)])
      if (sent.kind !== 'opened') throw new Problem(409, sent.reason)
      return c.json(issueView(sent.issue, sent.issue.articles, sent.progress, noSetbacks), 201)
    })
}

/** What was saved, or the 422 that names every field. */
function saved(planned: Exclude<Planned, { kind: 'lost' }>): Digest {
  if (planned.kind === 'saved') return planned.digest
  throw new Problem(422, planned.refusals[0]!.sentence, planned.refusals)
}

async function found(ports: ApiPorts, id: string): Promise<Digest> {
  const digest = await ports.digests.get(id)
  if (!digest) throw notFound('digest')
  return digest
}
