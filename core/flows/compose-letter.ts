import { type Address, masked } from '../model/address.ts'
import { firstEdition } from '../model/digest.ts'
import { isPublic, NO_ZONE } from '../model/issue.ts'
import type { ConfirmationProps, Letter, NoticeProps } from '../model/letter.ts'
import { rules } from '../model/limits.ts'
import {
  addressUrl,
  articleUrl,
  blockUrl,
  browserUrl,
  confirmPayload,
  confirmUrl,
  consoleCommentsUrl,
  consoleDigestUrl,
  consoleIssueUrl,
  consoleSessionsUrl,
  enterUrl,
  eraseUrl,
  exportUrl,
  issueUrl,
  moveUrl,
  preferencesPayload,
  preferencesUrl,
  takeBackUrl,
  untilPayload,
} from '../model/link.ts'
import { headerText, type Mail, type Rendered } from '../model/mail.ts'
import { INSTALLATION_TAG } from '../model/origin.ts'
import { sayShortfall } from '../model/quota.ts'
import { forReaders, inZone, slotsAfter } from '../model/schedule.ts'
import type { Settings } from '../model/settings.ts'
import { browserPayload, CODE_WITHIN, CODES, codeOf, PASS_WITHIN, proofIn } from '../model/sign-in.ts'
import {
  afterTelling,
  CONFIRM_WITHIN,
  decideSignUp,
  type Subscriber,
  type Suppression,
  type Told,
} from '../model/subscriber.ts'
import { DAY, epochMs, HOUR, type Instant, MINUTE, plus } from '../model/time.ts'
import { shownAt } from '../model/variant.ts'
import { wallTimeOf } from '../model/zones.ts'
import type { Ports } from '../ports.ts'
import { allOf } from './all-of.ts'
import { previewIssue } from './preview-issue.ts'
import { untilWon } from './until-won.ts'

export type Composes = Pick<
  Ports,
  | 'letters'
  | 'comments'
  | 'issues'
  | 'articles'
  | 'subscribers'
  | 'digests'
  | 'topics'
  | 'settings'
  | 'render'
  | 'links'
  | 'site'
  | 'zones'
  | 'ids'
  | 'now'
>

type About<Kind extends Letter['about']['kind']> = Extract<Letter['about'], { kind: Kind }>

/** How long a link that hands out, erases or moves what we keep of somebody can be used. */
const LINK_WITHIN = DAY

/**
 * The mail of a letter, or why there is none to write. What it notes down about the reader it notes down once, however often
 * it is asked. It carries who sends it, so that what is told of it later is known to be ours.
 */
export async function composeLetter(ports: Composes, letter: Letter, installation: string): Promise<Mail | string> {
  const made = await mailAbout(ports, letter)
  if (typeof made === 'string') return made
  return { ...made, tags: [{ name: INSTALLATION_TAG, value: installation }, ...made.tags] }
}

async function mailAbout(ports: Composes, letter: Letter): Promise<Mail | string> {
  const { about } = letter
  switch (about.kind) {
    case 'sign-up':
      return answerSignUp(ports, letter, about)
    case 'held':
      return heldMail(ports, letter, about)
    case 'report':
      return reportMail(ports, letter, about)
    case 'quota':
      return quotaMail(ports, letter, about)
    case 'test':
      return testMail(ports, letter, about)
    case 'comment':
      return commentMail(ports, letter, about)
    case 'manage':
      return tell(ports, letter, 'manage', about.to, () => ports.subscribers.byAddress(about.to))
    case 'export':
    case 'erase':
      return tell(ports, letter, about.kind, about.to, async () => {
        const { subscriber, suppression } = await ports.subscribers.byAddress(about.to)
        return subscriber?.id === about.subscriber ? { subscriber, suppression } : {}
      })
    case 'sign-in':
      return codeMail(ports, letter, about)
    case 'move':
      return moveMail(ports, letter, about)
    case 'address':
      return addressMail(ports, letter, about)
    case 'moved':
      return movedMail(ports, letter, about)
    case 'door':
      return doorMail(ports, letter, about)
    case 'welcome':
      return welcomeMail(ports, letter, about)
  }
}

// ── Signing up ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function answerSignUp(ports: Composes, letter: Letter, about: About<'sign-up'>): Promise<Mail | string> {
  const asked = await ask(ports, letter, about)
  if (asked.kind === 'ignore') return asked.reason
  if (asked.kind !== 'has-it') return confirmationMail(ports, letter, asked.subscriber)
  const digests = about.request.wishes.map(({ digest }) => digest)
  const found = async () => ports.subscribers.byAddress(about.request.address)
  return tell(ports, letter, 'already', about.request.address, found, digests)
}

/** Makes the subscriber pending, once: a repeat finds that this very letter has asked already. */
async function ask(ports: Composes, letter: Letter, { request, fresh }: About<'sign-up'>) {
  return untilWon(async () => {
    const known = await ports.subscribers.byAddress(request.address)
    const before = known.subscriber
    const decision = decideSignUp(
      ports.zones,
      before,
      known.suppression,
      request,
      { id: letter.id, fresh },
      letter.createdAt,
    )
    if (decision.kind !== 'ask') return decision
    const saved = await ports.subscribers.save({ before, after: decision.subscriber, consent: decision.consent })
    return saved === 'lost' ? 'lost' : decision
  })
}

async function confirmationMail(ports: Composes, letter: Letter, subscriber: Subscriber): Promise<Mail> {
  const settings = await ports.settings.get()
  const topics = await ports.topics.all()
  const waiting = subscriber.subscriptions.filter((one) => one.status === 'pending')
  const digests = await allOf(waiting.map(async (one) => ({ one, digest: await ports.digests.get(one.digest) })))
  const expires = seconds(plus(letter.createdAt, CONFIRM_WITHIN))
  const key = ports.links.currentKey
  const props: ConfirmationProps = {
    locale: subscriber.locale,
    digests: digests.flatMap(({ one, digest }) =>
      digest
        ? [
            {
              name: digest.name,
              rhythm: forReaders(
                (digest.editions.find(({ name }) => name === one.edition) ?? firstEdition(digest)).schedule,
                subscriber.locale,
              ),
              // None named: all of them, later ones included.
              topics: topics
                .filter(({ slug }) => one.topics !== 'all' && one.topics.includes(slug))
                .map(({ name }) => name),
            },
          ]
        : [],
    ),
    asked: wallTimeOf(ports.zones, letter.createdAt, subscriber.zone),
    confirmUrl: confirmUrl(ports.site, ports.links.sign('confirm', confirmPayload(subscriber.id, expires), key)),
    blockUrl: blockUrl(ports.site, ports.links.sign('block', subscriber.id, key)),
    days: CONFIRM_WITHIN / DAY,
    publisher: { ...settings.publisher, site: ports.site },
  }
  return mailOf(letter, settings, subscriber.address, await ports.render.confirmation(props), [
    { name: 'subscriber', value: subscriber.id },
  ])
}

// ── One thing, one button ───────────────────────────────────────────────────────────────────────────────────────────

type Found = { readonly subscriber?: Subscriber | undefined; readonly suppression?: Suppression | undefined }

/** A notice to somebody who is here, once in a while at most; nobody who gets no mail gets this one. Price: two reads, one transaction. */
async function tell(
  ports: Composes,
  letter: Letter,
  what: Exclude<Told, 'move' | 'address' | 'moved' | 'welcome'>,
  to: Address,
  find: () => Promise<Found>,
  digests: readonly string[] = [],
): Promise<Mail | string> {
  const noted = await noteDown(ports, letter, what, find)
  if (typeof noted === 'string') return noted
  const expires = seconds(plus(letter.createdAt, LINK_WITHIN))
  const key = ports.links.currentKey
  const until = (purpose: 'export' | 'erase') => ports.links.sign(purpose, untilPayload(noted.id, expires), key)
  const urls = {
    already: () => preferencesUrl(ports.site, ports.links.sign('preferences', preferencesPayload(noted.id), key)),
    manage: () => preferencesUrl(ports.site, ports.links.sign('preferences', preferencesPayload(noted.id), key)),
    export: () => exportUrl(ports.site, until('export')),
    erase: () => eraseUrl(ports.site, until('erase')),
  }
  return noticeMail(ports, letter, noted, to, {
    kind: what,
    digests: await namesOf(ports, digests),
    url: urls[what](),
    hours: what === 'export' || what === 'erase' ? LINK_WITHIN / HOUR : 0,
  })
}

/** Notes down that this letter goes out, or says why it does not. */
async function noteDown(
  ports: Composes,
  letter: Letter,
  what: Told,
  find: () => Promise<Found>,
  change: (subscriber: Subscriber) => Subscriber = (subscriber) => subscriber,
): Promise<Subscriber | string> {
  return untilWon(async () => {
    const { subscriber, suppression } = await find()
    if (!subscriber || subscriber.status === 'pending') return 'nobody'
    if (suppression) return 'suppressed'
    const told = afterTelling(subscriber, what, letter.id, letter.createdAt)
    if (!told) return 'told-lately'
    const after = change(told)
    if (after === subscriber) return subscriber
    return (await ports.subscribers.save({ before: subscriber, after })) === 'lost' ? 'lost' : after
  })
}

/** To the address that is known: only its button begins the move. A reader who has moved meanwhile gets none. */
async function moveMail(ports: Composes, letter: Letter, about: About<'move'>): Promise<Mail | string> {
  const find = async (): Promise<Found> => {
    const { subscriber, suppression } = await ports.subscribers.byAddress(about.to)
    return subscriber?.id === about.subscriber ? { subscriber, suppression } : {}
  }
  const moving = { address: about.moveTo, by: letter.id }
  const noted = await noteDown(ports, letter, 'move', find, (subscriber) =>
    subscriber.movingTo?.by === letter.id ? subscriber : { ...subscriber, movingTo: moving },
  )
  if (typeof noted === 'string') return noted
  const payload = untilPayload(noted.id, seconds(plus(letter.createdAt, LINK_WITHIN)), letter.id)
  return noticeMail(ports, letter, noted, about.to, {
    kind: 'move',
    digests: [],
    url: moveUrl(ports.site, ports.links.sign('move', payload, ports.links.currentKey)),
    hours: LINK_WITHIN / HOUR,
    newAddress: masked(about.moveTo),
  })
}

/** To the old address. A letter whose move did not happen is not written. */
async function movedMail(ports: Composes, letter: Letter, about: About<'moved'>): Promise<Mail | string> {
  const subscriber = await ports.subscribers.get(about.subscriber)
  const from = subscriber?.movedFrom
  if (!subscriber || from?.by !== letter.id) return 'not-moved'
  const payload = untilPayload(subscriber.id, seconds(from.until), letter.id)
  return noticeMail(ports, letter, subscriber, about.to, {
    kind: 'moved',
    digests: [],
    url: takeBackUrl(ports.site, ports.links.sign('take-back', payload, ports.links.currentKey)),
    hours: 0,
    newAddress: masked(subscriber.address),
    until: wallTimeOf(ports.zones, from.until, subscriber.zone),
  })
}

/** To the new address: whoever presses the button there has it. */
async function addressMail(ports: Composes, letter: Letter, about: About<'address'>): Promise<Mail | string> {
  const taken = await ports.subscribers.byAddress(about.to)
  if (taken.suppression) return 'suppressed'
  if (taken.subscriber && taken.subscriber.status !== 'pending') return 'taken'
  const find = async (): Promise<Found> => {
    const subscriber = await ports.subscribers.get(about.subscriber)
    return subscriber ? { subscriber } : {}
  }
  const moving = { address: about.to, by: letter.id }
  const noted = await noteDown(ports, letter, 'address', find, (subscriber) =>
    subscriber.movingTo?.by === letter.id ? subscriber : { ...subscriber, movingTo: moving },
  )
  if (typeof noted === 'string') return noted
  const payload = untilPayload(noted.id, seconds(plus(letter.createdAt, LINK_WITHIN)), letter.id)
  return noticeMail(ports, letter, noted, about.to, {
    kind: 'address',
    digests: [],
    url: addressUrl(ports.site, ports.links.sign('address', payload, ports.links.currentKey)),
    hours: LINK_WITHIN / HOUR,
  })
}

/** After confirming, where the digest wants it: what there is to read already, and when the next issue comes. */
async function welcomeMail(ports: Composes, letter: Letter, about: About<'welcome'>): Promise<Mail | string> {
  const subscriber = await noteDown(ports, letter, 'welcome', () => ports.subscribers.byAddress(about.to))
  if (typeof subscriber === 'string') return subscriber
  const taken = subscriber.subscriptions.filter((one) => one.status === 'active' && about.digests.includes(one.digest))
  const [first] = taken
  if (!first) return 'not-subscribed'
  const digest = await ports.digests.get(first.digest)
  const latest = await latestIssue(ports, first.digest)
  const edition = digest && (digest.editions.find(({ name }) => name === first.edition) ?? firstEdition(digest))
  const own = first.zone === NO_ZONE ? undefined : first.zone
  const next = edition && slotsAfter(ports.zones, inZone(ports.zones, edition.schedule, own), letter.createdAt, 1)[0]
  return noticeMail(ports, letter, subscriber, about.to, {
    kind: 'welcome',
    digests: await namesOf(
      ports,
      taken.map((one) => one.digest),
    ),
    url: preferencesUrl(
      ports.site,
      ports.links.sign('preferences', preferencesPayload(subscriber.id), ports.links.currentKey),
    ),
    hours: 0,
    ...(latest ? { latestUrl: issueUrl(ports.site, first.digest, latest) } : {}),
    ...(next ? { next: { local: shownAt(ports.zones, next), zone: next.zone } } : {}),
  })
}

/** The last issue of a digest that anybody may read on the web. Price: a read, and one for each that is not to be shown. */
export async function latestIssue(ports: Pick<Ports, 'issues'>, digest: string): Promise<string | undefined> {
  const { items } = await ports.issues.list(digest, { limit: 5 })
  for (const { id } of items) {
    const progress = await ports.issues.progress(id)
    if (progress && isPublic(progress)) return id
  }
  return undefined
}

async function namesOf(ports: Composes, ids: readonly string[]): Promise<string[]> {
  const digests = await allOf(ids.map((id) => ports.digests.get(id)))
  return digests.flatMap((digest) => (digest ? [digest.name] : []))
}

async function noticeMail(
  ports: Composes,
  letter: Letter,
  subscriber: Subscriber,
  to: Address,
  what: Pick<NoticeProps, 'kind' | 'digests' | 'url' | 'hours' | 'newAddress' | 'until' | 'latestUrl' | 'next'>,
): Promise<Mail> {
  const settings = await ports.settings.get()
  const rendered = await ports.render.notice({
    ...what,
    locale: subscriber.locale,
    asked: wallTimeOf(ports.zones, letter.createdAt, subscriber.zone),
    publisher: { ...settings.publisher, site: ports.site },
  })
  return mailOf(letter, settings, to, rendered, [{ name: 'subscriber', value: subscriber.id }])
}

// ── To editors ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether they may come in at all was decided when they asked: the letter of a stranger has no address. */
async function codeMail(
  ports: Composes,
  letter: Letter,
  { to, attempt, after }: About<'sign-in'>,
): Promise<Mail | string> {
  if (to === '') return 'nobody'
  const settings = await ports.settings.get()
  const rendered = await ports.render.code({
    code: codeOf(ports.links.sign('sign-in', attempt, ports.links.currentKey)),
    url: enterUrl(ports.site, proofIn(ports.links.sign('enter', attempt, ports.links.currentKey)), after),
    ownUrl: browserUrl(ports.site, passFor(ports, letter, to)),
    minutes: CODE_WITHIN / MINUTE,
    askedAt: letter.createdAt,
    publisher: { ...settings.publisher, site: ports.site },
  })
  return mailOf(letter, settings, to, rendered, [])
}

/** What makes the browser that opens it the editor's own. The same at every retry; however many browsers open it have one allowance between them. */
function passFor(ports: Composes, letter: Letter, to: Address): string {
  const until = plus(letter.createdAt, PASS_WITHIN)
  const payload = browserPayload(letter.id, false, ports.ids.fingerprint(to), until)
  return ports.links.sign('browser', payload, ports.links.currentKey)
}

/** Whom it concerns was decided where it happened: a letter about a stranger has no address. */
async function doorMail(
  ports: Composes,
  letter: Letter,
  { to, editor, what, agent }: About<'door'>,
): Promise<Mail | string> {
  if (to === '') return 'nobody'
  const settings = await ports.settings.get()
  const rendered = await ports.render.door({
    what,
    ...(agent ? { agent } : {}),
    editor,
    isYou: to === editor,
    at: letter.createdAt,
    guesses: rules.guess.hard,
    codes: CODES,
    consoleUrl: consoleSessionsUrl(ports.site),
    publisher: { ...settings.publisher, site: ports.site },
  })
  return mailOf(letter, settings, to, rendered, [])
}

/** Only while the issue is held: who reads of it shall still be able to stop it. */
async function heldMail(ports: Composes, letter: Letter, { issue: id, to }: About<'held'>): Promise<Mail | string> {
  const [issue, progress] = [await ports.issues.get(id), await ports.issues.progress(id)]
  if (!issue || progress?.status !== 'held') return 'not-held'
  const articles = (await ports.issues.articles(id)).filter((article) => !article.out)
  const { publisher, topics, site } = issue.frozen
  const rendered = await ports.render.held({
    digest: issue.frozen.name,
    slot: { local: shownAt(ports.zones, issue.slot), zone: issue.slot.zone },
    waits: progress.resumeAt === undefined,
    articles: articles.map(({ title, source, topics: own }) => ({
      title,
      source: source ?? '',
      topics: topics.filter(({ slug }) => own.includes(slug)).map(({ name }) => name),
    })),
    consoleUrl: consoleIssueUrl(site, id),
    publisher: { ...publisher, site },
  })
  return mailOf(letter, await ports.settings.get(), to, rendered, [{ name: 'held', value: id }])
}

/** Only of what is over: an issue that is under way again is reported when it ends again. Price: four reads. */
async function reportMail(ports: Composes, letter: Letter, { issue: id, to }: About<'report'>): Promise<Mail | string> {
  const [issue, progress] = [await ports.issues.get(id), await ports.issues.progress(id)]
  if (!issue || (progress?.status !== 'sent' && progress?.status !== 'needs-person')) return 'not-over'
  const [{ bounced, ours, complained, failed, suppressed }, settings] = [
    await ports.issues.setbacks(id),
    await ports.settings.get(),
  ]
  const rendered = await ports.render.report({
    digest: issue.frozen.name,
    slot: { local: shownAt(ports.zones, issue.slot), zone: issue.slot.zone },
    ...(progress.status === 'needs-person' ? { needs: progress.reason ?? '' } : {}),
    counts: progress.counts,
    notSent: failed + suppressed,
    bounced,
    ours,
    complained,
    consoleUrl: consoleIssueUrl(ports.site, id),
    publisher: { ...settings.publisher, site: ports.site },
  })
  return mailOf(letter, settings, to, rendered, [{ name: 'report', value: id }])
}

/** Before the issue, or not at all. */
async function quotaMail(ports: Composes, letter: Letter, { shortfall, to }: About<'quota'>): Promise<Mail | string> {
  const digest = await ports.digests.get(shortfall.digest)
  if (digest?.status !== 'active') return 'no-digest'
  const settings = await ports.settings.get()
  const rendered = await ports.render.quota({
    digest: digest.name,
    shortfall,
    slot: wallTimeOf(ports.zones, shortfall.slotAt, shortfall.zone),
    says: sayShortfall(shortfall),
    consoleUrl: consoleDigestUrl(ports.site, digest.id),
    publisher: { ...settings.publisher, site: ports.site },
  })
  return mailOf(letter, settings, to, rendered, [])
}

/** What a reader has written, unless it was deleted meanwhile. An answer goes to the reader, if they have said where. */
async function commentMail(ports: Composes, letter: Letter, about: About<'comment'>): Promise<Mail | string> {
  const comment = await ports.comments.get(about.comment)
  if (!comment) return 'gone'
  const settings = await ports.settings.get()
  const { title, name, text, address } = comment
  const rendered = await ports.render.comment({
    title,
    url: articleUrl(ports.site, comment.article),
    name,
    text,
    ...(address ? { address } : {}),
    consoleUrl: consoleCommentsUrl(ports.site),
    publisher: { ...settings.publisher, site: ports.site },
  })
  const mail = mailOf(letter, settings, about.to, rendered, [])
  return address ? { ...mail, reply_to: address } : mail
}

/** As it would be sent, but for the headers of a list: nobody leaves one by a test. */
async function testMail(ports: Composes, letter: Letter, { to, ...about }: About<'test'>): Promise<Mail | string> {
  const digest = await ports.digests.get(about.digest)
  const edition = digest?.editions.find(({ name }) => name === about.edition)
  if (!digest || !edition) return 'no-digest'
  const preview = await previewIssue(ports, digest, edition, about)
  if (preview.kind === 'nothing') return 'nothing-new'
  const { mail } = preview
  const written = mailOf(letter, await ports.settings.get(), to, { ...mail, subject: `[Test] ${mail.subject}` }, [])
  return { ...written, from: mail.from }
}

// ── Any of them ─────────────────────────────────────────────────────────────────────────────────────────────────────

const seconds = (at: Instant) => Math.floor(epochMs(at) / 1000)

const mailOf = (
  letter: Letter,
  settings: Settings,
  to: Address,
  { subject, html, text }: Rendered,
  tags: Mail['tags'],
): Mail => ({
  from: settings.from,
  to: [to],
  reply_to: settings.replyTo,
  subject: headerText(subject),
  html,
  text,
  // STD-12, STD-16: made by a machine, and no list to leave.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
  tags: [{ name: 'letter', value: letter.id }, ...tags],
})
