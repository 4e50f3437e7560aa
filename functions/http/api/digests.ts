import { Hono } from 'hono'
import * as z from 'zod'
import { calendarsOf } from '../../../core/flows/calendars-of.ts'
import { editDigest, type Planned, pauseDigest, planDigest, resumeDigest } from '../../../core/flows/plan-digest.ts'
import { sendNow } from '../../../core/flows/send-now.ts'
import type { Digest, DigestInput } from '../../../core/model/digest.ts'
import type { Exception } from '../../../core/model/exceptions.ts'
import { calendarHealth, nextDays } from '../../../core/model/holidays.ts'
import { nextSends } from '../../../core/model/next-sends.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { inWords, inZone, slotsAfter } from '../../../core/model/schedule.ts'
import { noSetbacks } from '../../../core/model/setback.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { Zones } from '../../../core/model/zones.ts'
import type { IssueLine } from '../../../core/ports.ts'
import { findDigest } from '../find-digest.ts'
import { invalid, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { issueShape, issueView } from './issues.ts'
import { pageAnswer, pageAsked, pageQuery, pageShape } from './lists.ts'
import { route, type Shown } from './route.ts'
import { count, described, instant, optionalInstant, wholeNumber } from './shapes.ts'

const days = { type: 'string', format: 'date' }
const minutes = { type: 'integer', minimum: 1 }
/** What a rhythm is made of; the model says what goes with what. */
const rhythm = {
  every: {
    enum: ['day', 'weekday', 'week', 'month', 'quarter', 'year', 'filing'],
    description: '`weekday`: Monday to Friday; `filing`: as things are filed.',
  },
  on: {
    type: 'array',
    items: {
      anyOf: [
        { enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
        { type: 'integer', minimum: 1, maximum: 31 },
        { const: 'last day' },
        { type: 'string', pattern: '^(first|second|third|fourth|last) (mon|tue|wed|thu|fri|sat|sun|weekday)$' },
        { type: 'string', pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' },
      ],
    },
    description:
      'Days of the week (`mon`); of the month or the quarter by number, or by place (`first mon`, `last weekday`); of the year (`07-04`). One that a month does not have means its last; a quarter has 1 to 30 and `last day`, and without any its first.',
    examples: [['mon', 'thu'], ['first tue', 'third tue'], ['07-04']],
  },
  interval: {
    type: 'integer',
    minimum: 1,
    maximum: 4,
    description: 'With `week`: every second one, third or fourth. Weeks begin on Monday.',
  },
  countedFrom: {
    ...days,
    description:
      'With an interval: a day of a week in which it comes. Where it is not given, that of its next time is kept.',
  },
  at: {
    type: 'array',
    items: { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' },
    description: 'Times of day, at most 24.',
    examples: [['08:00']],
  },
  zone: {
    type: 'string',
    description: 'IANA, or `reader` for each reader’s own.',
    examples: ['Europe/Berlin'],
  },
  defaultZone: { type: 'string', description: 'With `reader`: for those who have told us no zone that we know.' },
  from: days,
  until: days,
  except: {
    type: 'array',
    items: {
      anyOf: [
        days,
        {
          type: 'object',
          required: ['calendar'],
          properties: {
            calendar: { type: 'string', description: 'The address of a calendar of public holidays (iCalendar).' },
            name: { type: 'string', description: 'What it calls itself. Answered, and passed over when it is given.' },
            days: { type: 'array', items: days, description: 'The days it names. As `name`.' },
          },
        },
      ],
    },
    description: 'What is left out: dates, at most 400, and the days of calendars, at most three.',
    examples: [['2026-12-24', { calendar: 'webcal://calendar.example/holidays.ics' }]],
  },
  settleMinutes: { ...minutes, description: 'With `filing`: how long more may come.' },
  atMostEveryMinutes: { ...minutes, description: 'With `filing`: at most once in so many.' },
} as const

const part = <T>(name: keyof typeof rhythm) => described<T>(rhythm[name]).optional()
const scheduleAsData = z
  .strictObject({
    every: described<string>(rhythm.every),
    on: part<readonly (string | number)[]>('on'),
    interval: part<number>('interval'),
    countedFrom: part<string>('countedFrom'),
    at: part<readonly string[]>('at'),
    settleMinutes: part<number>('settleMinutes'),
    atMostEveryMinutes: part<number>('atMostEveryMinutes'),
    zone: part<string>('zone'),
    defaultZone: part<string>('defaultZone'),
    from: part<string>('from'),
    until: part<string>('until'),
    except: part<readonly Exception[]>('except'),
  })
  .meta({ id: 'Schedule', examples: [{ every: 'weekday', at: ['08:00'], zone: 'Europe/Berlin' }] })
const schedule = z.union([z.string().max(1_000), scheduleAsData]).meta({
  description:
    'As data, or in words: "every weekday at 08:00, Europe/Berlin". Words that are not understood are refused with the nearest that are.',
})

const text = z.string().max(2_000)
const newDigest = z
  .strictObject({
    id: z
      .string()
      .max(200)
      .meta({ description: 'For ever: it is the list’s address.', examples: ['morning-brief'] }),
    name: text,
    topics: z.array(z.string().max(200)).max(200).meta({ description: 'Slugs: its sections, in this order.' }),
    schedule: schedule.optional().meta({ description: 'Short for one edition named `main`.' }),
    editions: z
      .array(z.strictObject({ name: z.string().max(200), title: text.optional(), schedule }))
      .max(50)
      .optional()
      .meta({ description: 'Several rhythms, at most five. Names are for ever.' }),
    minArticles: wholeNumber(0, 100).optional().meta({ description: 'Fewer: the slot is skipped.' }),
    maxArticles: wholeNumber(1, 100).optional().meta({ description: 'More: the rest is linked on the web.' }),
    late: z.strictObject({ sendWithinMinutes: wholeNumber(1) }).optional(),
    holdMinutes: wholeNumber(0, 1_440)
      .optional()
      .meta({ description: 'So long before its slot an issue opens, and is held.' }),
    release: z
      .enum(['auto', 'person'])
      .optional()
      .meta({ description: '`person`: each issue waits until somebody releases it.' }),
    welcome: z.boolean().optional().meta({ description: 'Writes to whoever has confirmed.' }),
    pictures: z.boolean().optional().meta({ description: 'Shows the first story with its picture.' }),
    subject: text.optional().meta({ description: 'May hold `{date}`, `{headline}`, `{name}`.' }),
    intro: z.string().max(10_000).optional(),
    from: z
      .string()
      .max(500)
      .optional()
      .meta({ description: 'The sender, instead of the publisher’s.', examples: ['The Brief <brief@example.org>'] }),
  })
  .meta({
    id: 'NewDigest',
    examples: [
      {
        id: 'morning-brief',
        name: 'The Brief',
        topics: ['trade'],
        schedule: { every: 'weekday', at: ['08:00'], zone: 'UTC' },
      },
    ],
  }) satisfies z.ZodType<DigestInput>
const digestPatch = newDigest.omit({ id: true }).partial().meta({ id: 'DigestChange' })

const digestShape = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['active', 'paused']),
    topics: z.array(z.string()),
    schedule: scheduleAsData.optional().meta({ description: 'Of its first edition.' }),
    when: z.string().meta({ description: 'Its rhythm in words, which can be given back.' }),
    editions: z.array(
      z.object({
        name: z.string(),
        title: z.string().optional(),
        schedule: scheduleAsData,
        when: z.string(),
        next: optionalInstant.meta({ description: 'When it goes out next.' }),
      }),
    ),
    minArticles: count,
    maxArticles: count,
    late: z.object({ sendWithinMinutes: count }),
    holdMinutes: count,
    release: z.enum(['auto', 'person']),
    welcome: z.boolean().optional(),
    pictures: z.boolean().optional(),
    subject: z.string().optional(),
    intro: z.string().optional(),
    from: z.string().optional(),
    createdAt: instant,
  })
  .meta({ id: 'Digest' })

const sendShape = z
  .object({
    edition: z.string(),
    slot: z.string(),
    at: instant,
    local: z.string().meta({ examples: ['2026-11-24T08:00'] }),
    zone: z.string(),
    note: z.string().optional().meta({ description: 'What the clocks do to it.' }),
  })
  .meta({ id: 'NextSend' })

const calendarShape = z
  .object({
    calendar: z.string().meta({ description: 'Its address.' }),
    name: z.string(),
    editions: z.array(z.string()).meta({ description: 'Which go by it.' }),
    next: z
      .array(z.object({ day: z.string(), name: z.string() }))
      .meta({ description: 'The next days that are left out, at most twenty.' }),
    health: z.enum(['fine', 'failing', 'over']).meta({ description: '`over`: it names no day from now on.' }),
    note: z.string().optional().meta({ description: 'What is the matter.' }),
    readAt: optionalInstant.meta({ description: 'When it was last read.' }),
  })
  .meta({ id: 'Holidays' })

const growthShape = z.object({ day: z.string(), joined: count, left: count }).meta({ id: 'Growth' })
const monthShape = z
  .object({
    month: z.string().meta({ examples: ['2026-11'] }),
    asked: count,
    confirmed: count,
    share: z.number().nullable().meta({ description: 'Of those who asked, how many confirmed: 0 to 1.' }),
  })
  .meta({ id: 'SignUps' })

const issueLineShape = z
  .object({ id: z.string(), edition: z.string(), slot: z.string(), openedAt: instant })
  .meta({ id: 'IssueLine' })
const lineView = ({ id, edition, slot, openedAt }: IssueLine): Shown<typeof issueLineShape> => ({
  id,
  edition,
  slot,
  openedAt,
})

/** A digest as the API shows it: with its one schedule in short, and in words; `next`: when each edition goes out. */
const view = (zones: Zones, { version: _, editions, ...digest }: Digest, now: Instant): Shown<typeof digestShape> => ({
  ...digest,
  schedule: editions[0]?.schedule,
  when: editions.map((edition) => inWords(edition.schedule)).join('; '),
  editions: editions.map(({ name, title, schedule }) => {
    const [slot] = digest.status === 'active' ? slotsAfter(zones, inZone(zones, schedule), now, 1) : []
    return { name, ...(title ? { title } : {}), schedule, when: inWords(schedule), ...(slot ? { next: slot.at } : {}) }
  }),
})

const one = { 200: [digestShape, 'The digest, as it is now.'] } as const

export function digests(ports: ApiPorts) {
  const shown = (digest: Digest) => view(ports.zones, digest, ports.now())
  const changed = async (id: string, act: (known: Digest) => Promise<Planned>): Promise<Digest> => {
    const planned = await act(await findDigest(ports, id))
    if (planned.kind === 'lost')
      throw new Problem('conflict', 'Somebody else has just changed this digest: look at it again.')
    return saved(planned)
  }
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List digests',
        query: z.object(pageQuery),
        answers: { 200: [pageShape(digestShape), 'Digests, newest first.'] },
      }),
      async (c) =>
        c.json(pageAnswer('digests', await ports.digests.list(pageAsked('digests', c.req.valid('query'))), shown)),
    )
    .post(
      '/',
      route({
        summary: 'Make a digest',
        says: 'A recurring newsletter of topics, in a rhythm. It goes out from its next slot on.',
        body: newDigest,
        answers: { 201: [digestShape, 'The digest, made.'] },
        refuses: ['digest_exists'],
      }),
      async (c) => {
        const input = c.req.valid('json')
        const planned = await planDigest(ports, input)
        if (planned.kind === 'lost') {
          throw new Problem('digest_exists', `There is a digest "${input.id}" already.`, [
            refusal('id', 'This id is taken.', 'taken'),
          ])
        }
        return c.json(shown(saved(planned)), 201)
      },
    )
    .get('/:id', route({ summary: 'Read a digest', answers: { 200: [digestShape, 'The digest.'] } }), async (c) =>
      c.json(shown(await findDigest(ports, c.req.param('id')))),
    )
    .patch(
      '/:id',
      route({
        summary: 'Change a digest',
        says: 'What is left out stays. An edition may have readers: end it by an `until` date, it cannot be left out.',
        body: digestPatch,
        answers: one,
        refuses: ['conflict'],
      }),
      async (c) => {
        const { schedule: short, editions: long, ...rest } = c.req.valid('json')
        const digest = await changed(c.req.param('id'), (known) => {
          const editions = long ?? (short ? [{ name: known.editions[0]!.name, schedule: short }] : undefined)
          return editDigest(ports, known, { ...known, ...rest, editions: editions ?? known.editions })
        })
        return c.json(shown(digest))
      },
    )
    .post(
      '/:id/pause',
      route({
        summary: 'Pause a digest',
        says: 'Stops its rhythm. What is on its way goes out.',
        answers: one,
        refuses: ['conflict', 'invalid'],
      }),
      async (c) => c.json(shown(await changed(c.req.param('id'), (known) => pauseDigest(ports, known)))),
    )
    .post(
      '/:id/resume',
      route({
        summary: 'Resume a digest',
        says: 'Slots missed meanwhile do not come.',
        answers: one,
        refuses: ['conflict', 'invalid'],
      }),
      async (c) => c.json(shown(await changed(c.req.param('id'), (known) => resumeDigest(ports, known)))),
    )
    .get(
      '/:id/next',
      route({
        summary: 'See when a digest goes out',
        answers: { 200: [z.object({ items: z.array(sendShape) }), 'The next five sends.'] },
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        const items = nextSends(ports.zones, digest, ports.now(), 5).map(
          ({ edition, slot: { name, at, local, zone }, note }): Shown<typeof sendShape> => ({
            edition,
            slot: name,
            at,
            local,
            zone,
            ...(note ? { note } : {}),
          }),
        )
        return c.json({ items })
      },
    )
    .get(
      '/:id/holidays',
      route({
        summary: 'See its holidays',
        answers: { 200: [z.object({ items: z.array(calendarShape) }), 'The calendars of holidays that it goes by.'] },
      }),
      async (c) => {
        const now = ports.now()
        const used = await calendarsOf(ports, await findDigest(ports, c.req.param('id')))
        const items = used.map(
          ({ calendar, name, days, editions, kept }): Shown<typeof calendarShape> => ({
            calendar,
            name,
            editions,
            next: nextDays(kept ?? { days: days.map((day) => ({ day, name: 'Holiday' })) }, now, 20),
            ...(kept ? calendarHealth(kept, now) : { health: 'fine' as const }),
            ...(kept?.readAt ? { readAt: kept.readAt } : {}),
          }),
        )
        return c.json({ items })
      },
    )
    .get(
      '/:id/growth',
      route({
        summary: 'Count who came and went',
        answers: {
          200: [z.object({ items: z.array(growthShape) }), 'The days (UTC) on which anybody did, oldest first.'],
        },
      }),
      async (c) => {
        const { id } = await findDigest(ports, c.req.param('id'))
        const items: readonly Shown<typeof growthShape>[] = await ports.digests.growth(id)
        return c.json({ items })
      },
    )
    .get(
      '/:id/sign-ups',
      route({
        summary: 'Count sign-ups',
        answers: {
          200: [z.object({ items: z.array(monthShape) }), 'How many asked for it and confirmed, newest month first.'],
        },
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        const months = await ports.digests.signUps(digest.id)
        const items = months.map(
          ({ month, asked, confirmed }): Shown<typeof monthShape> => ({
            month,
            asked,
            confirmed,
            share: asked > 0 ? Math.round((100 * confirmed) / asked) / 100 : null,
          }),
        )
        return c.json({ items })
      },
    )
    .get(
      '/:id/issues',
      route({
        summary: 'List the issues of a digest',
        query: z.object(pageQuery),
        answers: { 200: [pageShape(issueLineShape), 'Its issues, newest first.'] },
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        const list = `issues of ${digest.id}`
        return c.json(
          pageAnswer(list, await ports.issues.list(digest.id, pageAsked(list, c.req.valid('query'))), lineView),
        )
      },
    )
    .post(
      '/:id/issues',
      route({
        summary: 'Open an issue now',
        says: 'Of its first edition, whatever its rhythm, with a slot of its own; in readers’ own zones one a zone, of which the first is answered. Without news it is skipped, and says so.',
        answers: { 201: [issueShape, 'The issue, on its way.'] },
        refuses: ['conflict', 'sending_closed', 'issue_under_way', 'settings_missing'],
        once: true,
      }),
      async (c) => {
        const sent = await sendNow(ports, await findDigest(ports, c.req.param('id')))
        if (sent.kind === 'missing')
          throw new Problem('settings_missing', `${sent.reason} Set it with PATCH /api/settings.`, [
            refusal('settings', sent.reason, 'required'),
          ])
        if (sent.kind !== 'opened') throw new Problem(notOpened[sent.kind], sent.reason)
        return c.json(issueView(sent.issue, sent.issue.articles, sent.progress, noSetbacks), 201)
      },
    )
}

const notOpened = { closed: 'sending_closed', busy: 'issue_under_way', taken: 'conflict' } as const

/** What was saved, or the 422 that names every field. */
function saved(planned: Exclude<Planned, { kind: 'lost' }>): Digest {
  if (planned.kind === 'saved') return planned.digest
  throw invalid(...planned.refusals)
}
