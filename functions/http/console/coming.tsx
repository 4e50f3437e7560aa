/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { arrangeIssue, type Wanted } from '../../../core/flows/arrange-issue.ts'
import { comingIssue } from '../../../core/flows/coming-issue.ts'
import { sendTest } from '../../../core/flows/send-test.ts'
import { type Digest, type Edition, firstEdition } from '../../../core/model/digest.ts'
import { mayEdit } from '../../../core/model/editor.ts'
import type { Refusal } from '../../../core/model/refusal.ts'
import { noted } from '../acting.ts'
import type { ApiPorts } from '../api/api.ts'
import { findDigest } from '../find-digest.ts'
import { invalid, Problem } from '../problem.ts'
import { ComingPart, comingId } from './coming-part.tsx'
import { type Form, formOf } from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv } from './frame.tsx'
import { askedIn } from './preview.tsx'

const PATH = '/console/digests'

/** What an editor does to the issue to come, and the test of it that they mail themselves. */
export function comingPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.post('/digests/:id/coming', async (c) => {
    asEditor(c)
    const digest = await findDigest(ports, c.req.param('id'))
    const form = await formOf(c)
    const edition = editionIn(digest, form)
    const changed = await arrangeIssue(ports, digest, edition, wantedIn(form))
    const wrong = changed.ok ? undefined : changed.refusals
    return c.req.header('hx-request') ? part(c, digest, edition, wrong) : leadBack(c, digest, edition, wrong)
  })
  const part = async (c: Context<ConsoleEnv>, digest: Digest, edition: Edition, wrong?: readonly Refusal[]) => {
    const [coming, topics] = [await comingIssue(ports, digest, edition), await ports.topics.all()]
    c.header('HX-Trigger', 'coming-changed')
    return c.html(
      <ComingPart
        coming={coming}
        digest={digest}
        topics={topics}
        site={ports.site}
        zones={ports.zones}
        mayEdit={mayEdit(c.get('editor'))}
        wrong={wrong?.[0]?.sentence}
      />,
    )
  }
  const leadBack = (c: Context<ConsoleEnv>, digest: Digest, edition: Edition, wrong?: readonly Refusal[]) => {
    if (wrong) throw invalid(...wrong)
    return backTo(c, `${PATH}/${digest.id}#${comingId(edition.name)}`, 'The coming issue is changed.')
  }

  app.post('/digests/:id/skip', async (c) => {
    asEditor(c)
    const digest = await findDigest(ports, c.req.param('id'))
    const form = await formOf(c)
    const isBack = form.text('do') === 'unskip'
    const wanted: Wanted = { kind: isBack ? 'unskip' : 'skip', slot: form.given('slot') }
    const changed = await arrangeIssue(ports, digest, editionIn(digest, form), wanted)
    if (!changed.ok) throw invalid(...changed.refusals)
    noted(c, { action: isBack ? 'slot.restored' : 'slot.skipped', note: form.text('slot') })
    const said = isBack ? 'It goes out after all.' : 'Skipped: what it would hold goes into the next issue.'
    return backTo(c, `${PATH}/${digest.id}`, said)
  })

  app.post('/digests/:id/test', async (c) => {
    const { address } = asEditor(c)
    const digest = await findDigest(ports, c.req.param('id'))
    const form = await formOf(c)
    const asked = askedIn(form.text)
    const tested = await sendTest(ports, digest, editionIn(digest, form), asked, address)
    const said =
      tested.kind === 'queued'
        ? `A test is on its way to ${address}.`
        : 'There is nothing to test: nothing new is filed for readers with this choice.'
    return backTo(c, `${PATH}/${digest.id}`, said)
  })
  return app
}

function wantedIn(form: Form): Wanted {
  const act = form.text('do')
  const article = form.text('article')
  switch (act) {
    case 'up':
    case 'down':
      return { kind: 'move', article, to: act }
    case 'lead':
    case 'no-lead':
    case 'leave-out':
    case 'take-in':
      return { kind: act, article }
    case 'order':
      return { kind: 'order', articles: form.all('articles') }
    case 'intro':
      return { kind: 'intro', text: form.text('text') }
    default:
      throw new Problem('invalid', 'There is nothing of that name to do with the coming issue.')
  }
}

const editionIn = (digest: Digest, form: Form): Edition =>
  digest.editions.find(({ name }) => name === form.text('edition')) ?? firstEdition(digest)
