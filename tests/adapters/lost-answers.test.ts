import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noCounts, type Progress } from '../../core/model/issue.ts'
import type { Claim } from '../../core/ports.ts'
import { type Call, isWrite, type Rule, refusal } from '../../local/engines/line.ts'
import { losesFirstAnswers } from '../../local/engines/line-rules.ts'
import { byALine } from '../support/by-a-line.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { anIssue, aSubscriber, aTopic, at } from '../support/examples.ts'

/**
 * What is done and whose answer is lost is asked for again, by the SDK and by us. That each store then tells the truth is in the
 * exam that all of them sit; here is what happens between the two tries, and what comes after the SDK has given up.
 */
let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

const now = () => at('09:00')

async function twoWays(...rules: readonly Rule[]) {
  const { straight, byLine: lossy } = await byALine(engine, rules, { now, tries: 2 })
  return { straight, lossy }
}

const issue = anIssue()
const begun: Progress = {
  status: 'sending',
  cursor: 0,
  ended: false,
  open: {},
  counts: noCounts,
  unknown: [],
  lookAt: at('09:02'),
}
const aClaim: Claim = {
  issue: issue.id,
  digest: 'brief',
  worker: 'w1',
  cursor: 0,
  after: undefined,
  batch: { n: 1, recipients: [{ id: aSubscriber().id, address: aSubscriber().address, variant: 'en-1' }] },
  upTo: 'main#-#sub_a',
  ended: false,
  skipped: 0,
  epoch: {},
  now: now(),
  leaseUntil: at('09:02'),
}
const settlement = { issue: issue.id, n: 1, sent: 1, skipped: 0, unknown: 0, failed: [], now: now() }

describe('a change of an issue whose answer is lost', () => {
  const pause = { issue, from: ['sending'], to: 'paused', reason: 'by a person', now: now() } as const
  const resume = { issue, from: ['paused'], to: 'sending', lookAt: at('09:02'), now: now() } as const

  it('is told as done, though the sender has written down what came of a batch before it is asked for again', async () => {
    const { straight, lossy } = await twoWays(losesFirstAnswers(() => meanwhile()))
    let meanwhile = async () => {}
    await straight.issues.open({ issue, progress: begun, cut: {} })
    expect(await straight.issues.claim(aClaim)).toBe('claimed')
    meanwhile = async () => expect(await straight.issues.settle(settlement)).toBe(true)
    expect(await lossy.issues.become(pause)).toBe(true)
    expect(await straight.issues.progress(issue.id)).toMatchObject({ status: 'paused', counts: { sent: 1 } })
  })

  it('is not made a second time, over what somebody else has made of it meanwhile', async () => {
    const { straight, lossy } = await twoWays(losesFirstAnswers(() => meanwhile()))
    let meanwhile = async () => {}
    await straight.issues.open({ issue, progress: begun, cut: {} })
    expect(await straight.issues.become(pause)).toBe(true)
    const stop = { ...pause, reason: 'too many complaints' }
    meanwhile = async () => expect(await straight.issues.become(stop)).toBe(true)
    expect(await lossy.issues.become(resume)).toBe(true)
    expect(await straight.issues.progress(issue.id)).toMatchObject({ status: 'paused', reason: 'too many complaints' })
  })
})

describe('a table that is too busy to say that it is done', () => {
  /** The first command of all is done and its answer lost; then the SDK hears that there is too much to do, until it gives up. */
  function busyAfter(isIt: (call: Call) => boolean): Rule {
    let commands = 0
    return async (call, next) => {
      if (!isIt(call)) return next()
      if (call.attempt === 1) commands += 1
      if (commands > 1) return next()
      if (call.attempt > 1) return refusal('ThrottlingException', 'Throughput exceeds the current capacity')
      await next()
      return 'cut'
    }
  }

  it('has a transaction of ours known again by the token that it had at first', async () => {
    const { straight, lossy } = await twoWays(busyAfter(({ operation }) => operation === 'TransactWriteItems'))
    expect(await lossy.issues.open({ issue, progress: begun, cut: {} })).toBe('opened')
    expect(await straight.issues.open({ issue, progress: begun, cut: {} })).toBe('taken')
  })

  it('has a write of ours known again by the mark that it left at first', async () => {
    const { straight, lossy } = await twoWays(busyAfter(isWrite))
    expect(await lossy.topics.put(aTopic('ships'), 'new')).toBe('saved')
    expect(await straight.topics.put(aTopic('ships'), 'new')).toBe('exists')
  })
})

it('a try at a code counts once, whose answer is lost', async () => {
  const { straight, lossy } = await twoWays(losesFirstAnswers())
  const attempt = { id: 'att_1', address: aSubscriber().address, createdAt: now(), tries: 0 }
  await straight.editors.begin(attempt)
  expect(await lossy.editors.try('att_1')).toMatchObject({ tries: 1 })
})
