import { Hono } from 'hono'
import { collectDue } from '../../core/flows/collect.ts'
import { type Pace, sendIssue } from '../../core/flows/send-issue.ts'
import { tick } from '../../core/flows/tick.ts'
import { writeLetter } from '../../core/flows/write-letter.ts'
import type { Log } from '../../core/ports.ts'
import { readIssueOrder, readLetterOrder } from '../adapters/queue.ts'

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

function withErrors(app: Hono, log: Log): Hono {
  app.onError((error, c) => {
    log('work.failed', { level: 'error', path: c.req.path, error: `${error.name}: ${error.message}` })
    return c.json({ failed: error.name }, 500)
  })
  return app
}
