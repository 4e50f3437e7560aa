/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { calendarsOf } from '../../../core/flows/calendars-of.ts'
import { comingIssue } from '../../../core/flows/coming-issue.ts'
import { countReaders } from '../../../core/flows/count-readers.ts'
import { editDigest, type Planned, pauseDigest, planDigest, resumeDigest } from '../../../core/flows/plan-digest.ts'
import { storedCalendars } from '../../../core/flows/read-calendars.ts'
import { sendNow, zonesByHand, zonesOf } from '../../../core/flows/send-now.ts'
import {
  calendarsNamed,
  type Digest,
  type DigestInput,
  type Edition,
  firstEdition,
  parseDigest,
} from '../../../core/model/digest.ts'
import { finishOf } from '../../../core/model/finish.ts'
import { isFinished } from '../../../core/model/issue.ts'
import { nextSends } from '../../../core/model/next-sends.ts'
import { missingToSend } from '../../../core/model/settings.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { findDigest } from '../find-digest.ts'
import { Problem } from '../problem.ts'
import { nameIn } from './coming-part.tsx'
import {
  type Draft,
  differences,
  draftIn,
  draftOf,
  emptyDraft,
  inputOf,
  RhythmField,
  whenText,
  withNearest,
  wrongIn,
} from './digest-form.tsx'
import {
  ConflictPage,
  DigestPage,
  DigestsPage,
  NewDigestPage,
  ReadersLine,
  RhythmMeans,
  SendPage,
} from './digest-pages.tsx'
import { formOf, isWrong, type Wrong } from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv, saidIn } from './frame.tsx'
import { withProgress } from './issues.tsx'

const PATH = '/console/digests'
/** Digests on a page: of each its next send is reckoned, and its last issue read. */
const SHOWN = 25
/** So many of its issues are shown on a digest's page. */
const ITS_ISSUES = 8
/** So many readers are looked at for a page, about. */
const MOST_COUNTED = 20_000

/** Digests: what they hold, when and to whom they go out, and how that is changed. */
export function digestPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  const viewOf = (c: Context<ConsoleEnv>) => ({
    editor: c.get('editor'),
    now: ports.now(),
    zones: ports.zones,
    said: saidIn(c),
    site: ports.site,
  })

  /** Whether there is something to take over where the rhythm of a form is not understood. */
  const hasNearest = ({ typed: { when = '' } }: Draft, wrong: Wrong): boolean =>
    wrong.when !== undefined && withNearest(ports.zones, when, ports.now()) !== when
  const stored = (input: DigestInput) => storedCalendars(ports, calendarsNamed(ports.zones, input))

  app.get('/digests', async (c) => {
    const asked = { ...pageOf(c), limit: SHOWN }
    const [{ items, cursor: next }, topics] = [await ports.digests.list(asked), await ports.topics.all()]
    const rows = await Promise.all(
      items.map(async (digest) => ({ digest, last: (await issuesOf(ports, digest, 1))[0] })),
    )
    return c.html(<DigestsPage {...viewOf(c)} rows={rows} topics={topics} cursor={asked.cursor} next={next} />)
  })

  const plan = async (c: Context<ConsoleEnv>, draft: Draft = emptyDraft, wrong: Wrong = {}) => {
    const topics = await ports.topics.all()
    return c.html(
      <NewDigestPage
        {...viewOf(c)}
        draft={draft}
        wrong={wrong}
        topics={topics}
        hasNearest={hasNearest(draft, wrong)}
      />,
      isWrong(wrong) ? 422 : 200,
    )
  }
  app.get('/digests/new', (c) => {
    asEditor(c)
    return plan(c)
  })
  app.post('/digests', async (c) => {
    asEditor(c)
    const draft = draftIn(await formOf(c))
    const input = inputOf(draft)
    const planned = await planDigest(ports, input)
    if (planned.kind === 'refused') return plan(c, draft, wrongIn(ports.zones, planned.refusals, input))
    if (planned.kind === 'lost') return plan(c, draft, { id: `There is a digest "${input.id}" already.` })
    return backTo(c, `${PATH}/${planned.digest.id}`, `${planned.digest.name} is planned.`)
  })

  const show = async (c: Context<ConsoleEnv>, digest: Digest, draft = draftOf(digest), wrong: Wrong = {}) => {
    const [topics, issues, signUps, coming, { shortfalls }, calendars] = await Promise.all([
      ports.topics.all(),
      issuesOf(ports, digest, ITS_ISSUES),
      ports.digests.signUps(digest.id),
      Promise.all(digest.editions.map((edition) => comingIssue(ports, digest, edition))),
      ports.standing.get(),
      calendarsOf(ports, digest),
    ])
    const skips = new Map(coming.map(({ edition, arrangement }) => [edition.name, arrangement.skips]))
    const sends = nextSends(ports.zones, digest, ports.now(), 5).map((send) => ({
      ...send,
      skipped: skips.get(send.edition)?.includes(send.slot.local) ?? false,
    }))
    const now = ports.now()
    const tooMany = shortfalls.filter((one) => one.digest === digest.id && one.slotAt > now)
    const props = {
      digest,
      topics,
      issues,
      signUps,
      coming,
      sends,
      calendars,
      tooMany,
      draft,
      wrong,
      hasNearest: hasNearest(draft, wrong),
    }
    return c.html(<DigestPage {...viewOf(c)} {...props} />, isWrong(wrong) ? 422 : 200)
  }
  app.get('/digests/:id', async (c) => show(c, await findDigest(ports, c.req.param('id'))))
  app.post('/digests/:id', async (c) => {
    asEditor(c)
    const known = await findDigest(ports, c.req.param('id'))
    const form = await formOf(c)
    const draft = draftIn(form)
    const input = inputOf(draft, known)
    // It was changed while this editor had the form open: saving would undo that unseen.
    if (Number(form.text('version')) !== known.version) return conflict(c, known, draft)
    const saved = await editDigest(ports, known, input)
    if (saved.kind === 'refused') return show(c, known, draft, wrongIn(ports.zones, saved.refusals, input))
    if (saved.kind === 'lost') return conflict(c, await findDigest(ports, known.id), draft)
    return backTo(c, `${PATH}/${known.id}`, 'Saved: it holds from the next issue.')
  })
  const conflict = async (c: Context<ConsoleEnv>, known: Digest, draft: Draft) => {
    const topics = await ports.topics.all()
    const input = inputOf(draft, known)
    const read = parseDigest(ports.zones, input, topics, ports.now(), await stored(input), known.editions)
    const differ = differences(draftOf(known), read.ok ? draftOf(read.value) : draft, nameIn(topics))
    if (differ.length === 0) return backTo(c, `${PATH}/${known.id}`, 'Saved: somebody else has written the same.')
    return c.html(<ConflictPage {...viewOf(c)} digest={known} draft={draft} differ={differ} topics={topics} />, 409)
  }

  const turned = async (c: Context<ConsoleEnv>, act: (known: Digest) => Promise<Planned>, said: string) => {
    asEditor(c)
    const known = await findDigest(ports, c.req.param('id') ?? '')
    if ((await act(known)).kind !== 'saved')
      throw new Problem('conflict', 'Somebody else has just changed this digest: look at it again.')
    return backTo(c, `${PATH}/${known.id}`, said)
  }
  app.post('/digests/:id/pause', (c) =>
    turned(c, (known) => pauseDigest(ports, known), 'Paused: no issue opens until it is resumed.'),
  )
  app.post('/digests/:id/resume', (c) =>
    turned(c, (known) => resumeDigest(ports, known), 'Resumed: it comes out again from its next time on.'),
  )

  /** What a rhythm that is being typed means: its next sends, or what is not understood yet, with the nearest that is, which can be taken. */
  app.post('/rhythm', async (c) => {
    const form = await formOf(c)
    const typed = draftIn(form)
    const nearest = withNearest(ports.zones, typed.typed.when ?? '', ports.now())
    const isTaken = form.text('take') === 'nearest'
    const draft = isTaken ? { ...typed, typed: { ...typed.typed, when: nearest } } : typed
    const { when = '' } = draft.typed
    const topics = await ports.topics.all()
    const input = { ...inputOf(draft), id: 'typed', name: 'Typed', topics: topics.slice(0, 1).map(({ slug }) => slug) }
    const read = parseDigest(ports.zones, { ...input, from: undefined }, topics, ports.now(), await stored(input))
    const wrong = read.ok ? undefined : wrongIn(ports.zones, read.refusals, input).when
    const sends = read.ok ? nextSends(ports.zones, read.value, ports.now(), 5) : []
    const kept = read.ok ? whenText(read.value) : ''
    const isAsTyped = kept.toLowerCase() === when.trim().replaceAll('\r\n', '\n').toLowerCase()
    const means = (
      <RhythmMeans
        sends={sends}
        wrong={wrong}
        hasNearest={nearest !== when}
        kept={isAsTyped ? undefined : kept}
        now={ports.now()}
      />
    )
    if (!isTaken) return c.html(means)
    return c.html(
      <RhythmField typed={draft.typed} wrong={{}} isTaken>
        {means}
      </RhythmField>,
    )
  })

  /** Whom the coming issue would reach, of every edition. Price: a read per 1,000 readers. */
  app.get('/digests/:id/readers', async (c) => {
    const digest = await findDigest(ports, c.req.param('id'))
    const counts = await Promise.all(
      digest.editions.map(async (edition) => {
        const { articles } = await comingIssue(ports, digest, edition)
        const zones = await zonesOf(ports, digest, edition)
        return countReaders(ports, digest, { edition: edition.name, zones, articles }, MOST_COUNTED)
      }),
    )
    return c.html(<ReadersLine counts={counts} />)
  })

  const ask = async (c: Context<ConsoleEnv>, digest: Digest, wrong?: string) => {
    const edition = firstEdition(digest)
    const zones = await zonesByHand(ports, digest)
    const coming = await comingIssue(ports, digest, edition)
    const { articles } = coming
    const [topics, readers, missing, last, signUps] = [
      await ports.topics.all(),
      await countReaders(ports, digest, { edition: edition.name, zones, articles }, MOST_COUNTED),
      missingToSend(await ports.settings.get()),
      await lastOf(ports, digest, edition, zones[0]!),
      await ports.digests.signUps(digest.id),
    ]
    const now = ports.now()
    const props = {
      digest,
      topics,
      coming,
      readers,
      pending: signUps.slice(0, 2).reduce((sum, { asked, confirmed }) => sum + Math.max(0, asked - confirmed), 0),
      finish: finishOf(readers.reached, now, last),
      inZones: zones.length,
      missing,
      busy: last && !isFinished(last.progress.status) ? last.issue.id : undefined,
      wrong,
    }
    return c.html(<SendPage {...viewOf(c)} {...props} />, wrong ? 409 : 200)
  }
  app.get('/digests/:id/send', async (c) => {
    asEditor(c)
    return ask(c, await findDigest(ports, c.req.param('id')))
  })
  app.post('/digests/:id/send', async (c) => {
    asEditor(c)
    const digest = await findDigest(ports, c.req.param('id'))
    const sent = await sendNow(ports, digest)
    if (sent.kind !== 'opened') return ask(c, digest, sent.reason)
    if (sent.zones > 1)
      return backTo(c, `/console/issues?digest=${digest.id}`, `It goes out: an issue in each of ${sent.zones} zones.`)
    const said = sent.progress.status === 'skipped' ? 'Nothing goes out.' : 'It goes out.'
    return backTo(c, `/console/issues/${sent.issue.id}`, said)
  })
  return app
}

async function issuesOf(ports: ApiPorts, digest: Digest, limit: number) {
  const { items } = await ports.issues.list(digest.id, { limit })
  return withProgress(
    ports,
    items.map((line) => ({ line, digest })),
  )
}

/** The edition's last issue, if there is one: another has to wait for it while it is under way. */
async function lastOf(ports: ApiPorts, digest: Digest, edition: Edition, zone: string) {
  const { lastIssue } = await ports.digests.cut(digest.id, edition.name, zone)
  if (!lastIssue) return undefined
  const [issue, progress] = [await ports.issues.get(lastIssue), await ports.issues.progress(lastIssue)]
  return issue && progress ? { issue, progress } : undefined
}
