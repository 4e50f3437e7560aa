import { Hono } from 'hono'
import { collectDue } from '../../core/flows/collect.ts'
import { deliver } from '../../core/flows/deliver.ts'
import { foldResults } from '../../core/flows/fold-results.ts'
import { type Pace, sendIssue } from '../../core/flows/send-issue.ts'
import { tick } from '../../core/flows/tick.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import type { Log } from '../../core/ports.ts'
import { readHookOrder, readIssueOrder, readLetterOrder, readReports } from '../adapters/queue.ts'

/** Scheduled and queued work comes in through routes too, so that every function is called alike on Lambda, on a laptop and in a test. */

export const createTick = (ports: Parameters<typeof tick>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/tick', async (c) => c.json(await tick(ports)))

export const createCollect = (ports: Parameters<typeof collectDue>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/collect', async (c) => c.json(await collectDue(ports)))

/** 200: the message is done with, whatever came of it. Anything else brings it back. */
export const createSend = (ports: Parameters<typeof sendIssue>[0], pace?: Pace): Hono =>
  withErrors(new Hono(), ports.log).post('/send', async (c) => {
    const { issue } = readIssueOrder(await c.req.json())
    const run = await sendIssue(ports, issue, pace)
    ports.log('send.done', { issue, ...run })
    return c.json(run)
  })

export const createLetters = (ports: Parameters<typeof writeLetter>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/letters', async (c) => {
    const { letter } = readLetterOrder(await c.req.json())
    return c.json({ written: await writeLetter(ports, letter) })
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

function withErrors(app: Hono, log: Log): Hono {
  app.onError((error, c) => {
    log('work.failed', { level: 'error', path: c.req.path, error: `${error.name}: ${error.message}` })
    return c.json({ failed: error.name }, 500)
  })
  return app
}
