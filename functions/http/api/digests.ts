import { Hono } from 'hono'
import * as z from 'zod'
import { openIssue } from '../../../core/flows/open-issue.ts'
import { saveDigest } from '../../../core/flows/save-digest.ts'
import {
  afterEdit,
  afterPause,
  afterResume,
  type Digest,
  firstEdition,
  parseDigest,
  refusedEdits,
} from '../../../core/model/digest.ts'
import { NO_ZONE } from '../../../core/model/issue.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { clockOf, inWords, inZone, isInReadersZones, slotByHand, slotsAfter } from '../../../core/model/schedule.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import { missingToSend } from '../../../core/model/settings.ts'
import type { Instant } from '../../../core/model/time.ts'
import { accepted, notFound, Problem } from '../problem.ts'
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
  const change = async (id: string, decide: (known: Digest) => Digest): Promise<Digest> => {
    const known = await found(ports, id)
    const next = decide(known)
    if ((await saveDigest(ports, known, next)) === 'lost')
      throw new Problem(409, 'Somebody else has just changed this digest: look at it again.')
    ports.log('digest.changed', { digest: id, status: next.status })
    return next
  }
  return new Hono()
    .get('/', async (c) => {
      const page = await ports.digests.list(pageOf(c))
      return c.json({ ...page, items: page.items.map(shown) })
    })
    .post('/', async (c) => {
      const digest = accepted(parseDigest(await bodyOf(c, shape), await ports.topics.all(), ports.now()))
      if ((await saveDigest(ports, undefined, digest)) === 'lost') {
        throw new Problem(409, `There is a digest "${digest.id}" already.`, [refusal('id', 'This id is taken.')])
      }
      ports.log('digest.planned', { digest: digest.id, topics: digest.topics })
      return c.json(shown(digest), 201)
    })
    .get('/:id', async (c) => c.json(shown(await found(ports, c.req.param('id')))))
    .patch('/:id', async (c) => {
      const patch = await bodyOf(c, patchShape)
      const topics = await ports.topics.all()
      const saved = await change(c.req.param('id'), (known) => {
        const { schedule: short, editions: long, ...rest } = patch
        const editions = long ?? (short ? [{ name: known.editions[0]!.name, schedule: short }] : undefined)
        const whole = accepted(
          parseDigest(
            { ...known, ...rest, editions: editions ?? known.editions.map(({ wakeAt: _, ...edition }) => edition) },
            topics,
            ports.now(),
          ),
        )
        const refused = refusedEdits(known, whole)
        if (refused.length > 0) throw new Problem(422, refused[0]!.sentence, refused)
        return afterEdit(known, whole, ports.now())
      })
      return c.json(shown(saved))
    })
    .post('/:id/pause', async (c) => c.json(shown(await change(c.req.param('id'), afterPause))))
    .post('/:id/resume', async (c) =>
      c.json(shown(await change(c.req.param('id'), (known) => afterResume(known, ports.now())))),
    )
    .get('/:id/next', async (c) => {
      const digest = await found(ports, c.req.param('id'))
      const sends =
        digest.status === 'paused'
          ? []
          : digest.editions.flatMap((edition) =>
              slotsAfter(inZone(edition.schedule), ports.now(), 5).map((slot) => ({
                edition: edition.name,
                slot: slot.name,
                at: slot.at,
                local: slot.local,
                zone: slot.zone,
                ...(slot.note
                  ? {
                      note:
                        slot.note === 'moved'
                          ? 'This time does not exist that day: it goes out as much later as the clocks jump.'
                          : 'This time comes twice that day: it goes out the first time.',
                    }
                  : {}),
              })),
            )
      return c.json({ items: sends.toSorted((a, b) => a.at.localeCompare(b.at)).slice(0, 5) })
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
      const digest = await found(ports, c.req.param('id'))
      const missing = missingToSend(await ports.settings.get())
      if (missing) throw new Problem(422, `${missing} Set it with PATCH /api/settings.`, [refusal('settings', missing)])
      const edition = firstEdition(digest)
      const zones = isInReadersZones(edition.schedule) ? await ports.audience.zones(digest.id, edition.name) : [NO_ZONE]
      const [first, ...rest] = zones.length > 0 ? zones : [clockOf(edition.schedule)]
      const open = (zone: string) =>
        openIssue(ports, digest, edition, slotByHand(ports.now(), clockOf(edition.schedule, zone)), {
          byHand: true,
          zone,
        })
      const opened = await open(first!)
      // In readers' own zones an issue is one a zone: the rest goes out beside the one that is answered.
      for (const zone of rest) await open(zone)
      if (opened.kind === 'closed') throw new Problem(409, opened.reason)
      if (opened.kind === 'busy')
        throw new Problem(409, `The last issue (${opened.issue}) is still going out: wait for it, or cancel it.`)
      // By hand there is no "nothing": an issue without news is skipped, and says so.
      if (opened.kind === 'taken' || opened.kind === 'nothing')
        throw new Problem(409, 'An issue of this digest was opened this very moment.')
      return c.json(issueView(opened.issue, opened.issue.articles, opened.progress, noSetbacks), 201)
    })
}

async function found(ports: ApiPorts, id: string): Promise<Digest> {
  const digest = await ports.digests.get(id)
  if (!digest) throw notFound('digest')
  return digest
}
