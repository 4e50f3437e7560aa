import { Hono } from 'hono'
import * as z from 'zod'
import { arrangeIssue, type Wanted } from '../../../core/flows/arrange-issue.ts'
import { type ComingIssue, comingIssue } from '../../../core/flows/coming-issue.ts'
import { type As, previewIssue } from '../../../core/flows/preview-issue.ts'
import { sendTest } from '../../../core/flows/send-test.ts'
import { type Address, parseAddress } from '../../../core/model/address.ts'
import { sectionOf } from '../../../core/model/arrangement.ts'
import { type Digest, type Edition, firstEdition, parseSender } from '../../../core/model/digest.ts'
import { localeFor } from '../../../core/model/locale.ts'
import { MOST_HTML_BYTES } from '../../../core/model/mail.ts'
import { refusal } from '../../../core/model/refusal.ts'
import { noted } from '../acting.ts'
import { findDigest } from '../find-digest.ts'
import { readMail } from '../mail-faults.ts'
import { accepted, invalid, notFound, Problem } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { count, instant, optionalInstant } from './shapes.ts'

const ids = z.array(z.string().max(200)).max(500)
const slot = z
  .string()
  .max(40)
  .meta({ description: 'By its wall time, as `local` of the next sends.', examples: ['2026-11-24T08:00'] })

const comingShape = z
  .object({
    digest: z.string(),
    edition: z.string(),
    slot: z.string().optional().meta({ description: 'The next that has no issue yet.' }),
    at: instant.optional().meta({ format: 'date-time' }),
    coversFrom: instant,
    articles: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          topic: z.string().meta({ description: 'The section it stands in.' }),
          in: z.boolean().meta({ description: '`false`: an editor has left it out.' }),
          lead: z.boolean().meta({ description: 'It opens the mail, with its section.' }),
          withdrawnAt: optionalInstant.meta({ description: 'Its feed has taken it out again: found then.' }),
        }),
      )
      .meta({ description: 'In the order of a mail with all topics.' }),
    intro: z.string().optional().meta({ description: 'Written for this issue alone.' }),
    skips: z.array(slot).meta({ description: 'Slots that do not go out.' }),
  })
  .meta({ id: 'ComingIssue' })

const arrangement = z
  .strictObject({
    order: ids.optional().meta({ description: 'These articles, in this order; others stay where they are.' }),
    leaveOut: ids.optional(),
    takeIn: ids.optional().meta({ description: 'Left out before, and in again.' }),
    lead: z.string().max(200).nullable().optional().meta({ description: '`null`: none.' }),
    intro: z.string().max(5_000).optional().meta({ description: 'Empty: what every issue begins with.' }),
    unskip: slot.optional().meta({ description: 'A slot that goes out after all.' }),
  })
  .meta({ id: 'Arrangement', examples: [{ lead: 'art_0123456789', leaveOut: ['art_9876543210'] }] })

const reader = {
  edition: z.string().max(200).optional().meta({ description: 'Unless told, the first.' }),
  topics: z
    .array(z.string().max(200))
    .max(200)
    .optional()
    .meta({ description: 'What this reader takes; unless told, all.' }),
  locale: z
    .string()
    .max(35)
    .optional()
    .meta({ examples: ['en'] }),
}
const asked = z.strictObject(reader).meta({ id: 'PreviewOf' })
const test = z
  .strictObject({
    ...reader,
    to: z.string().max(320).meta({ description: 'An editor or owner, or the address of replies.' }),
  })
  .meta({ id: 'TestOf', examples: [{ to: 'editors@example.org' }] })

const previewShape = z
  .object({
    subject: z.string(),
    from: z.string(),
    html: z.string(),
    text: z.string(),
    bytes: count.meta({ description: 'Of the HTML.' }),
    mostBytes: count,
    articles: count,
    links: z.array(z.string()),
    faults: z.array(z.string()).meta({ description: 'What somebody stumbles over who hears the mail.' }),
  })
  .meta({ id: 'Preview' })

const view = (digest: Digest, coming: ComingIssue): Shown<typeof comingShape> => {
  const { edition, arrangement: known, slot: next, coversFrom, articles } = coming
  const isForThis = known.intro && (next === undefined || known.intro.slot === next.local)
  return {
    digest: digest.id,
    edition: edition.name,
    ...(next ? { slot: next.local, at: next.at } : {}),
    coversFrom,
    articles: articles.map((article) => ({
      id: article.id,
      title: article.title,
      topic: sectionOf(digest.topics, article) ?? '',
      in: article.out === undefined,
      lead: article.lead ?? false,
      ...(article.withdrawnAt ? { withdrawnAt: article.withdrawnAt } : {}),
    })),
    ...(isForThis ? { intro: known.intro.text } : {}),
    skips: [...known.skips],
  }
}

/** The issue to come, below a digest: what it holds, how it looks, and what editors decide about it. `owners`: a test may go to them. */
export function coming(ports: ApiPorts, owners: readonly Address[]) {
  const shown = async (digest: Digest, edition: Edition) => view(digest, await comingIssue(ports, digest, edition))
  const arrange = async (digest: Digest, edition: Edition, wanted: readonly Wanted[]) => {
    for (const one of wanted) accepted(await arrangeIssue(ports, digest, edition, one))
    return shown(digest, edition)
  }
  return new Hono()
    .get(
      '/:id/editions/:edition/coming',
      route({
        summary: 'See the issue to come',
        answers: { 200: [comingShape, 'What it would hold if it opened now.'] },
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        return c.json(await shown(digest, editionOf(digest, c.req.param('edition'))))
      },
    )
    .patch(
      '/:id/editions/:edition/coming',
      route({
        summary: 'Arrange the issue to come',
        says: 'One after another, in the order of the fields here: what comes before a refusal is done.',
        body: arrangement,
        answers: { 200: [comingShape, 'As it is arranged now.'] },
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        const given = c.req.valid('json')
        const coming = await arrange(digest, editionOf(digest, c.req.param('edition')), wantedIn(given))
        if (given.unskip) noted(c, { note: given.unskip })
        return c.json(coming)
      },
    )
    .post(
      '/:id/editions/:edition/skip-next',
      route({
        summary: 'Skip the next slot',
        says: 'It does not go out, and its articles go into the issue after it. Once more is the same.',
        answers: { 200: [comingShape, 'With the slot among its `skips`.'] },
        refuses: ['invalid'],
      }),
      async (c) => {
        const digest = await findDigest(ports, c.req.param('id'))
        return c.json(await arrange(digest, editionOf(digest, c.req.param('edition')), [{ kind: 'skip' }]))
      },
    )
    .post(
      '/:id/preview',
      route({
        summary: 'See the mail to come',
        says: 'As a reader with these topics and this language would get it now. Changes nothing.',
        body: asked,
        answers: { 200: [previewShape, 'The mail.'] },
        refuses: ['nothing_new'],
      }),
      async (c) => {
        const given = c.req.valid('json')
        const digest = await findDigest(ports, c.req.param('id'))
        const preview = await previewIssue(ports, digest, namedIn(digest, given.edition), readerOf(given))
        if (preview.kind === 'nothing') throw nothingNew()
        const { subject, from, html, text } = preview.mail
        const bytes = new TextEncoder().encode(html).length
        const { links, faults } = readMail(html)
        const answer: Shown<typeof previewShape> = {
          subject,
          from,
          html,
          text,
          bytes,
          mostBytes: MOST_HTML_BYTES,
          articles: preview.articles,
          links: [...links],
          faults: [...faults],
        }
        return c.json(answer)
      },
    )
    .post(
      '/:id/test',
      route({
        summary: 'Mail a test',
        says: 'The mail to come, to somebody who works here.',
        body: test,
        answers: { 202: [z.object({ to: z.string() }), 'It is on its way.'] },
        refuses: ['nothing_new'],
        once: true,
      }),
      async (c) => {
        const { to: given, ...rest } = c.req.valid('json')
        const digest = await findDigest(ports, c.req.param('id'))
        const to = accepted(parseAddress(given))
        if (!(await worksHere(ports, owners, to))) {
          const sentence = 'A test goes to an editor or an owner, or to the address of replies.'
          throw invalid(refusal('to', sentence))
        }
        const tested = await sendTest(ports, digest, namedIn(digest, rest.edition), readerOf(rest), to)
        if (tested.kind === 'nothing') throw nothingNew()
        return c.json({ to }, 202)
      },
    )
}

/** When we are not sure that we may write to someone, we do not. */
async function worksHere(
  ports: Pick<ApiPorts, 'editors' | 'settings'>,
  owners: readonly Address[],
  to: Address,
): Promise<boolean> {
  if (owners.includes(to)) return true
  if ((await ports.editors.list()).some(({ address }) => address === to)) return true
  return parseSender((await ports.settings.get()).replyTo)?.address === to
}

const nothingNew = () =>
  new Problem('nothing_new', 'There is no mail to show: nothing new is filed for readers with this choice.')

function wantedIn(given: z.output<typeof arrangement>): Wanted[] {
  const { order, leaveOut = [], takeIn = [], lead, intro, unskip } = given
  return [
    ...takeIn.map((article): Wanted => ({ kind: 'take-in', article })),
    ...leaveOut.map((article): Wanted => ({ kind: 'leave-out', article })),
    ...(order ? [{ kind: 'order', articles: order } as const] : []),
    ...(lead === undefined
      ? []
      : [lead === null ? ({ kind: 'no-lead', article: '' } as const) : ({ kind: 'lead', article: lead } as const)]),
    ...(intro === undefined ? [] : [{ kind: 'intro', text: intro } as const]),
    ...(unskip === undefined ? [] : [{ kind: 'unskip', slot: unskip } as const]),
  ]
}

const readerOf = ({ topics, locale }: { topics?: readonly string[]; locale?: string }): As => ({
  choice: topics ?? 'all',
  locale: localeFor(locale ?? 'en'),
})

function editionOf(digest: Digest, name: string): Edition {
  const edition = digest.editions.find((one) => one.name === name)
  if (!edition) throw notFound('edition')
  return edition
}

function namedIn(digest: Digest, name: string | undefined): Edition {
  if (name === undefined) return firstEdition(digest)
  const edition = digest.editions.find((one) => one.name === name)
  if (edition) return edition
  const sentence = `"${digest.name}" has no edition of this name.`
  throw invalid(refusal('edition', sentence, 'not_there'))
}
