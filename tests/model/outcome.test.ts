import { describe, expect, it } from 'vitest'
import { MAIN } from '../../core/model/digest.ts'
import { noCounts, type Progress } from '../../core/model/issue.ts'
import { parseLeave } from '../../core/model/link.ts'
import { articlesByLink, isWanted, newsOf, notKnown, type Report, reportOf, risesOf } from '../../core/model/outcome.ts'
import { receivedOf, whyNot } from '../../core/model/received.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { anIssue, aSubscriber, at } from '../support/examples.ts'

const SITE = 'https://news.example.org'
const tags = { issue: 'iss_1', subscriber: 'sub_a' }
const event = (type: string, change = {}) => ({ type, tags, at: at('09:00'), ...change })
const report = (what: Report['what'], subscriber = 'sub_a', time = '09:00', link?: string): Report => ({
  issue: 'iss_1',
  subscriber,
  what,
  at: at(time),
  ...(link ? { link } : {}),
})
const nowhere = () => undefined

describe('what is told of a mail', () => {
  it.each([
    ['email.delivered', 'delivered'],
    ['email.delivery_delayed', 'delayed'],
    ['email.opened', 'opened'],
    ['email.clicked', 'clicked'],
  ])('%s is %s', (type, what) => {
    expect(reportOf(event(type), undefined, SITE)).toEqual({
      issue: 'iss_1',
      subscriber: 'sub_a',
      what,
      at: at('09:00'),
    })
  })

  it.each([
    ['a setback, which has a way of its own', event('email.bounced')],
    ['a letter', event('email.delivered', { tags: { letter: 'let_1' } })],
    ['a tag of another shape', event('email.delivered', { tags: { issue: 'iss_1', subscriber: 'sub_a#MAIL' } })],
    ['nothing we know', event('toString')],
  ])('nothing is counted of %s', (_, one) => {
    expect(reportOf(one, undefined, SITE)).toBeUndefined()
  })

  it('a link of the reader’s own goes no further, the page of an article does', () => {
    const link = (to: string) => reportOf(event('email.clicked'), to, SITE)?.link
    expect(link(`${SITE}/unsubscribe/v1.k1.x.y`)).toBeUndefined()
    expect(link(`${SITE}/preferences/v1.k1.x.y/stop/brief/trade`)).toBeUndefined()
    expect(link(`${SITE}/a/art_1`)).toBe(`${SITE}/a/art_1`)
    expect(link('https://elsewhere.example/1')).toBe('https://elsewhere.example/1')
  })

  it('is kept of opens and clicks only where the publisher says so, each for itself (STD-65)', () => {
    const wanted = (opens: boolean, clicks: boolean) =>
      (['delivered', 'delayed', 'opened', 'clicked'] as const).filter((what) =>
        isWanted({ what }, { tracking: { opens, clicks } }),
      )
    expect(wanted(false, false)).toEqual(['delivered', 'delayed'])
    expect(wanted(true, false)).toEqual(['delivered', 'delayed', 'opened'])
    expect(wanted(false, true)).toEqual(['delivered', 'delayed', 'clicked'])
  })

  it('is there once, with when it was told of first, in whatever order it came', () => {
    const reports = [report('opened', 'sub_a', '10:00'), report('delivered'), report('opened', 'sub_a', '09:30')]
    for (const order of [reports, reports.toReversed()])
      expect(newsOf(order, nowhere)).toEqual([
        { subscriber: 'sub_a', outcome: { opened: { at: at('09:30') }, delivered: { at: at('09:00') } } },
      ])
  })

  it('says to which article a link led, however a browser writes it, and counts readers, not clicks', () => {
    const articles = [{ id: 'art_1', url: 'https://Harbour.example' }, { id: 'art_2' }] as never
    const articleAt = articlesByLink(articles, SITE)
    const news = newsOf(
      [
        report('clicked', 'sub_a', '09:00', 'https://harbour.example/'),
        report('clicked', 'sub_a', '09:01', 'https://harbour.example/'),
        report('clicked', 'sub_b', '09:00', `${SITE}/a/art_2`),
        report('clicked', 'sub_c', '09:00', 'https://stranger.example/'),
      ],
      articleAt,
    )
    expect(risesOf(news)).toEqual({ clicked: 3, 'on art_1': 1, 'on art_2': 1 })
  })

  it('is told again only as far as it is not known', () => {
    const one = { subscriber: 'sub_a', outcome: { delivered: { at: at('09:00') }, opened: { at: at('09:10') } } }
    expect(notKnown(one, undefined)).toEqual(one)
    expect(notKnown(one, { delivered: { at: at('08:59') } })?.outcome).toEqual({ opened: { at: at('09:10') } })
    expect(notKnown(one, one.outcome)).toBeUndefined()
  })

  it('raises no number for a delay, which passes, nor for a setback, which has its own', () => {
    const outcome = { delayed: { at: at('09:00') }, bounced: { at: at('09:00') }, left: { at: at('09:00') } }
    expect(risesOf([{ subscriber: 'sub_a', outcome }])).toEqual({ left: 1 })
  })
})

describe('a link to leave', () => {
  it('may name the issue it stands in, need not, and holds nothing else (STD-06)', () => {
    expect(parseLeave('sub_a~brief')).toEqual({ subscriber: 'sub_a', digest: 'brief' })
    expect(parseLeave('sub_a~brief~iss_1')).toEqual({ subscriber: 'sub_a', digest: 'brief', issue: 'iss_1' })
    expect(parseLeave('sub_a~brief~iss_1~more')).toBeUndefined()
    expect(parseLeave('sub_a')).toBeUndefined()
  })
})

describe('what one reader got', () => {
  const recipients = ['sub_a', 'sub_b'].map((id) => ({ id, address: '', variant: 'en-1' }))
  const batch = { n: 4, recipients, at: at('09:00') }
  const got = (index: number, trace: Parameters<typeof receivedOf>[2]) => receivedOf(batch, index, trace)

  it('follows from their batch: sent, refused, left out, unknown, or still on its way', () => {
    const failed = [{ index: 1, message: 'no such domain' }]
    expect(got(0, { open: false, result: { failed, unknown: 0 } })).toMatchObject({
      got: 'sent',
      batch: 4,
      at: at('09:00'),
    })
    expect(got(1, { open: false, result: { failed, unknown: 0 } })).toMatchObject({
      got: 'failed',
      message: 'no such domain',
    })
    expect(got(1, { open: false, leftOut: ['sub_b'] })).toMatchObject({ got: 'left-out' })
    expect(got(0, { open: false, result: { failed: [], unknown: 2 } })).toMatchObject({ got: 'unknown' })
    expect(got(0, { open: true })).toMatchObject({ got: 'under-way' })
    expect(got(0, { open: false })).toMatchObject({ got: 'sent' })
  })

  const issue = anIssue()
  const begun: Progress = { status: 'sent', cursor: 1, ended: true, open: {}, counts: noCounts, unknown: [] }
  const on = (change = {}) =>
    aSubscriber({
      subscriptions: [
        {
          digest: issue.digest,
          edition: MAIN,
          zone: '-',
          topics: 'all',
          status: 'active',
          since: '2026-01-01T00:00:00.000Z',
          ...change,
        },
      ],
    })
  const why = (change = {}, progress: Partial<Progress> = {}, now = at('12:00')) =>
    whyNot(zones, issue, { ...begun, ...progress }, on(change), now)

  it.each([
    ['skipped', {}, { status: 'skipped' }],
    ['never-on-it', { digest: 'other' }, {}],
    ['never-on-it', { status: 'pending' }, {}],
    ['left', { status: 'left' }, {}],
    ['other-edition', { edition: 'weekly' }, {}],
    ['not-yet', {}, { status: 'sending', ended: false }],
    ['stopped', {}, { status: 'cancelled', ended: false }],
    ['later', { since: at('23:00') }, {}],
    ['paused', { pausedUntil: '2026-12-01T00:00:00.000Z' }, {}],
    ['served', { servedTo: '2099-01-01T08:00' }, {}],
    ['no-news', { topics: ['nothing-of-it'] }, {}],
    ['unclear', {}, {}],
  ] as const)('or nothing: %s', (expected, change, progress) => {
    expect(why(change, progress as Partial<Progress>)).toBe(expected)
  })

  it('is forgotten with the batches', () => {
    expect(why({}, {}, '2027-06-01T00:00:00.000Z')).toBe('forgotten')
  })
})
