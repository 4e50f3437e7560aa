/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { checkLinks } from '../../../core/flows/check-links.ts'
import { type As, previewIssue } from '../../../core/flows/preview-issue.ts'
import { storedCalendars } from '../../../core/flows/read-calendars.ts'
import { calendarsNamed, type Digest, type Edition, firstEdition, parseDigest } from '../../../core/model/digest.ts'
import { mayEdit } from '../../../core/model/editor.ts'
import { localeFor } from '../../../core/model/locale.ts'
import type { ApiPorts } from '../api/api.ts'
import { findDigest } from '../find-digest.ts'
import { readMail } from '../mail-faults.ts'
import { draftIn, inputOf } from './digest-form.tsx'
import { type Form, formIn, formOf } from './forms.tsx'
import { asEditor, type ConsoleEnv } from './frame.tsx'
import { linkList, NothingShown, type PreviewView, ShownMail, views } from './preview-pages.tsx'

/** The coming issue as a reader gets it, for the frame beside a digest: as it is saved, or as it stands in the form. */
export function previewPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.use('/digests/:id/preview/*', async (c, next) => {
    c.set('policy', MAIL_POLICY)
    await next()
  })

  const show = async (c: Context<ConsoleEnv>, digest: Digest, asked: Asked, note?: string) => {
    const edition = digest.editions.find(({ name }) => name === asked.edition) ?? firstEdition(digest)
    const preview = await previewIssue(ports, digest, edition, asked)
    if (preview.kind === 'nothing') return c.html(<NothingShown>{whyNothing(digest, asked, edition)}</NothingShown>)
    const { mail } = preview
    const check = mayEdit(c.get('editor')) ? `/console/digests/${digest.id}/preview/links` : undefined
    return c.html(<ShownMail mail={mail} reading={readMail(mail.html)} view={asked.view} note={note} check={check} />)
  }

  /** As it is saved, or as it stands in the form, if that comes with it. */
  app.get('/digests/:id/preview', async (c) => {
    const known = await findDigest(ports, c.req.param('id'))
    const form = formIn(c.req.queries())
    const { digest, note } = await drafted(ports, known, form)
    return show(c, digest, askedIn(form.text), note)
  })
  /** The same where there is no script: the form itself leads here. Changes nothing: viewers may, too. */
  app.post('/digests/:id/preview', async (c) => {
    const known = await findDigest(ports, c.req.param('id'))
    const form = await formOf(c)
    const { digest, note } = await drafted(ports, known, form)
    return show(c, digest, askedIn(form.text), note)
  })
  app.post('/digests/:id/preview/links', async (c) => {
    asEditor(c)
    await findDigest(ports, c.req.param('id'))
    const urls = (await formOf(c)).all('url').filter((url) => /^https?:/.test(url) && !url.startsWith(ports.site))
    c.header('content-type', 'text/html; charset=utf-8')
    return c.body(inPieces((tell) => askLinks(ports, urls, tell)))
  })
  return app
}

async function askLinks(ports: ApiPorts, urls: readonly string[], tell: (html: string) => void): Promise<void> {
  tell(linkList.begin(urls.length))
  const { asked, broken } = await checkLinks(ports, urls, (answer) => tell(linkList.line(answer)))
  tell(linkList.end(asked, broken))
}

/** A page that is sent as it is made. */
function inPieces(make: (tell: (html: string) => void) => Promise<void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async start(controller) {
      await make((html) => controller.enqueue(encoder.encode(html)))
      controller.close()
    },
  })
}

/** A mail brings its own styles; nothing in its page runs, and nobody else's page shows it. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src https: data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

type Asked = As & { readonly view: PreviewView; readonly edition: string }

/** Which reader's mail is asked for, and how it is looked at. */
export function askedIn(text: (field: string) => string): Asked {
  const choice = text('choice')
  return {
    view: views.find((one) => one === text('view')) ?? 'desktop',
    choice: choice === '' || choice === 'all' ? 'all' : choice.split(','),
    locale: localeFor(text('locale') || 'en'),
    edition: text('edition'),
  }
}

/** The digest as the form has it; where that is not right yet, as it is saved, with what is wrong. */
async function drafted(ports: ApiPorts, known: Digest, form: Form): Promise<{ digest: Digest; note?: string }> {
  // Whoever may not write sends no fields.
  if (form.given('version') === undefined) return { digest: known }
  const input = inputOf(draftIn(form), known)
  const calendars = await storedCalendars(ports, calendarsNamed(ports.zones, input))
  const read = parseDigest(ports.zones, input, await ports.topics.all(), ports.now(), calendars, known.editions)
  if (!read.ok) return { digest: known, note: `Shown as it is saved. ${read.refusals[0]!.sentence}` }
  return { digest: { ...read.value, createdAt: known.createdAt, status: known.status } }
}

function whyNothing(digest: Digest, { choice }: As, edition: Edition): string {
  const which = digest.editions.length > 1 ? `${digest.name}, ${edition.title ?? edition.name}` : digest.name
  return choice === 'all'
    ? `Nothing new has been filed for ${which} since its last issue: as soon as something is, the mail stands here.`
    : 'Readers with this choice would get no mail now: nothing new is filed under it.'
}
