import { Hono } from 'hono/tiny'
import { deliver } from '../../core/flows/deliver.ts'
import { foldResults } from '../../core/flows/fold-results.ts'
import { type Pace, sendIssue } from '../../core/flows/send-issue.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import type { Instant } from '../../core/model/time.ts'
import { readHookOrder, readIssueOrder, readLetterOrder, readReports } from '../adapters/orders.ts'
import { withErrors } from './work.ts'

/** What whoever calls tells beside the message: when the function has to have ended. Without it, it has as long as its kind may live. */
export type Called = { readonly endsAt?: Instant }
const endsAt = ({ env }: { readonly env: Called | undefined }): Instant | undefined => env?.endsAt

/**
 * 200: the message is done with, whatever came of it, a failure of ours included: the tick takes up again what is not sent, within
 * minutes and from the table alone, so that no queue has to. Only what is no order at all comes back, to end as a dead letter.
 */
export const createSend = (ports: Parameters<typeof sendIssue>[0], pace?: Pace): Hono<{ Bindings: Called }> =>
  withErrors(new Hono<{ Bindings: Called }>(), ports.log).post('/send', async (c) => {
    const { issue } = readIssueOrder(await c.req.json())
    try {
      const run = await sendIssue(ports, issue, pace, endsAt(c))
      ports.log('send.done', { issue, ...run })
      return c.json(run)
    } catch (error) {
      ports.log.error('work.failed', error, { path: c.req.path, issue })
      return c.json({ ended: 'failed' })
    }
  })

export const createLetters = (ports: Parameters<typeof writeLetter>[0]): Hono<{ Bindings: Called }> =>
  withErrors(new Hono<{ Bindings: Called }>(), ports.log).post('/letters', async (c) => {
    const { letter } = readLetterOrder(await c.req.json())
    return c.json({ written: await writeLetter(ports, letter, endsAt(c)) })
  })

/** Many at once, as they were sent. 200: all of them are counted. Anything else brings all of them back, and those counted already are not counted again. */
export const createResults = (ports: Parameters<typeof foldResults>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/results', async (c) => {
    const { reports, unreadable } = readReports(await c.req.json())
    if (unreadable > 0) ports.log('results.unreadable', { level: 'error', messages: unreadable })
    return c.json(await foldResults(ports, reports))
  })

/** 200: it has arrived, or its next try is written down and queued. Anything else brings it back. */
export const createHooks = (ports: Parameters<typeof deliver>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/hooks', async (c) => {
    const { hook, delivery } = readHookOrder(await c.req.json())
    return c.json({ delivered: await deliver(ports, hook, delivery) })
  })
