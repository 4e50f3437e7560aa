import type { Address } from '../model/address.ts'
import { afterAnswer } from '../model/answer.ts'
import { firstEdition } from '../model/digest.ts'
import { LAST_RETRY } from '../model/issue.ts'
import { type ConfirmationProps, LETTER_LOOK, type Letter, type LetterId, letterKey } from '../model/letter.ts'
import { confirmPayload, confirmUrl, consoleIssueUrl } from '../model/link.ts'
import { headerText, type Mail, type Rendered } from '../model/mail.ts'
import { forReaders } from '../model/schedule.ts'
import { missingToSend, type Settings } from '../model/settings.ts'
import { CONFIRM_WITHIN, decideSignUp, type Subscriber } from '../model/subscriber.ts'
import { between, DAY, epochMs, HOUR, type Instant, plus } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

type Needs = Pick<
  Ports,
  | 'letters'
  | 'issues'
  | 'subscribers'
  | 'digests'
  | 'topics'
  | 'settings'
  | 'fence'
  | 'render'
  | 'links'
  | 'site'
  | 'mail'
  | 'now'
  | 'wait'
  | 'random'
  | 'log'
>

/** `done`: nothing is left to do. `later`: the provider would not or did not answer; the tick queues it again in its time. */
export type Written = 'done' | 'later'

/**
 * Writes one letter: decides whether to, composes and freezes it, posts it under its own idempotency key, closes it.
 * Every step may be repeated; at most one mail comes of it. In a copy of the table letters wait. Price of a confirmation:
 * about 6 reads, 4 writes, one request to the provider.
 */
export async function writeLetter(ports: Needs, id: LetterId): Promise<Written> {
  const letter = await ports.letters.get(id)
  if (!letter || letter.state === 'accepted' || letter.state === 'dropped') return 'done'
  const late = whyTooLate(letter, ports.now())
  if (late) return drop(ports, letter, late)
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') {
    ports.log('fence.closed', { level: 'error', letter: id, reason: fence.reason })
    return later(ports, letter, LETTER_LOOK)
  }

  const composed = letter.state === 'composed' ? letter : await compose(ports, letter)
  if (!composed?.mail) return 'done'
  return post(ports, composed, composed.mail, fence.installation)
}

/** Never after its deadline, and never 23 hours after it may first have been accepted: then the provider has forgotten the key. */
function whyTooLate(letter: Letter, now: Instant): string | undefined {
  if (now > letter.deadline) return 'deadline-passed'
  if (letter.firstPostedAt && between(letter.firstPostedAt, now) > LAST_RETRY) return 'outcome-unknown'
  return undefined
}

async function drop(ports: Needs, letter: Letter, reason: string): Promise<Written> {
  await ports.letters.close(letter, 'dropped', reason, ports.now())
  ports.log('letter.dropped', { letter: letter.id, kind: letter.about.kind, reason })
  return 'done'
}

async function compose(ports: Needs, letter: Letter): Promise<Letter | undefined> {
  const missing = missingToSend(await ports.settings.get())
  if (missing) {
    await drop(ports, letter, missing)
    return undefined
  }
  const made = await mailFor(ports, letter)
  if (typeof made === 'string') {
    await drop(ports, letter, made)
    return undefined
  }
  return ports.letters.compose(letter.id, made)
}

/** The mail, or why there is none to write. */
async function mailFor(ports: Needs, letter: Letter): Promise<Mail | string> {
  const { about } = letter
  switch (about.kind) {
    case 'sign-up': {
      const asked = await ask(ports, letter, about)
      return asked.kind === 'ignore' ? asked.reason : confirmationMail(ports, letter, asked.subscriber)
    }
    case 'held':
      return heldMail(ports, letter, about)
  }
}

type About<Kind extends Letter['about']['kind']> = Extract<Letter['about'], { kind: Kind }>

/** Makes the subscriber pending, once: a repeat finds that this very letter has asked already. */
async function ask(ports: Needs, letter: Letter, { request, fresh }: About<'sign-up'>) {
  return untilWon(async () => {
    const known = await ports.subscribers.byAddress(request.address)
    const before = known.subscriber
    const decision = decideSignUp(before, known.suppression, request, { id: letter.id, fresh }, letter.createdAt)
    if (decision.kind !== 'ask') return decision
    const saved = await ports.subscribers.save({ before, after: decision.subscriber, consent: decision.consent })
    return saved === 'lost' ? 'lost' : decision
  })
}

async function confirmationMail(ports: Needs, letter: Letter, subscriber: Subscriber): Promise<Mail> {
  const settings = await ports.settings.get()
  const topics = await ports.topics.all()
  const waiting = subscriber.subscriptions.filter((one) => one.status === 'pending')
  const digests = await Promise.all(waiting.map(async (one) => ({ one, digest: await ports.digests.get(one.digest) })))
  const expires = Math.floor(epochMs(plus(letter.createdAt, CONFIRM_WITHIN)) / 1000)
  const token = ports.links.sign('confirm', confirmPayload(subscriber.id, expires), ports.links.currentKey)
  const props: ConfirmationProps = {
    locale: subscriber.locale,
    digests: digests.flatMap(({ one, digest }) =>
      digest
        ? [
            {
              name: digest.name,
              rhythm: forReaders(
                (digest.editions.find(({ name }) => name === one.edition) ?? firstEdition(digest)).schedule,
              ),
              // None named: all of them, later ones included.
              topics: topics
                .filter(({ slug }) => one.topics !== 'all' && one.topics.includes(slug))
                .map(({ name }) => name),
            },
          ]
        : [],
    ),
    askedAt: letter.createdAt,
    zone: subscriber.zone,
    confirmUrl: confirmUrl(ports.site, token),
    days: CONFIRM_WITHIN / DAY,
    publisher: { ...settings.publisher, site: ports.site },
  }
  return mailOf(letter, settings, subscriber.address, await ports.render.confirmation(props), [
    { name: 'subscriber', value: subscriber.id },
  ])
}

/** Only while the issue is held: who reads of it shall still be able to stop it. */
async function heldMail(ports: Needs, letter: Letter, { issue: id, to }: About<'held'>): Promise<Mail | string> {
  const [issue, progress] = [await ports.issues.get(id), await ports.issues.progress(id)]
  if (!issue || progress?.status !== 'held') return 'not-held'
  const articles = await ports.issues.articles(id)
  const { publisher, topics, site } = issue.frozen
  const rendered = await ports.render.held({
    digest: issue.frozen.name,
    slotAt: issue.slot.at,
    zone: issue.slot.zone,
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

/** The message that brought it is done with: one that went back to the queue, and one more from the tick, would be two. */
async function later(ports: Needs, letter: Letter, waitMs: number): Promise<Written> {
  await ports.letters.look(letter.id, plus(ports.now(), waitMs))
  return 'later'
}

async function post(ports: Needs, letter: Letter, mail: Mail, installation: string): Promise<Written> {
  const key = letterKey(installation, letter.id)
  // Whether some request so far may have been accepted: only if none, its 23 hours have not begun.
  let maybe = letter.firstPostedAt !== undefined
  if (!maybe) await ports.letters.clock(letter.id, ports.now())
  for (let tries = 1; ; tries++) {
    const answer = await ports.mail.letter(mail, key)
    if (answer.kind === 'accepted' && answer.refused.length > 0) return drop(ports, letter, 'refused-address')
    const next = afterAnswer(answer, tries, ports.random())
    switch (next.do) {
      case 'settle':
        await ports.letters.close(letter, 'accepted', undefined, ports.now())
        ports.log('letter.sent', { letter: letter.id, kind: letter.about.kind })
        return 'done'
      case 'again':
        maybe ||= next.accepted === 'maybe'
        await ports.wait(next.inMs)
        break
      case 'pause':
        if (!maybe) await ports.letters.clock(letter.id, null)
        ports.log('letter.waits', { level: 'warn', letter: letter.id, reason: next.reason })
        return later(ports, letter, Math.min(next.waitMs, HOUR))
      case 'leave-open':
        return later(ports, letter, LETTER_LOOK)
    }
  }
}
