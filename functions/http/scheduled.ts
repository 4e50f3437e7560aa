import { Hono } from 'hono/tiny'
import { collectDue } from '../../core/flows/collect.ts'
import { keepAccount } from '../../core/flows/keep-account.ts'
import { refreshCalendars } from '../../core/flows/refresh-calendars.ts'
import { type TakesInLists, takeInLists } from '../../core/flows/take-in-list.ts'
import { tick } from '../../core/flows/tick.ts'
import { withErrors } from './work.ts'

export const createTick = (ports: Parameters<typeof tick>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/tick', async (c) => c.json(await tick(ports)))

/** Feeds, and once a day the calendars of holidays. */
export const createCollect = (ports: Parameters<typeof collectDue>[0] & Parameters<typeof refreshCalendars>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/collect', async (c) => {
    const collected = await collectDue(ports)
    const calendars = await refreshCalendars(ports)
    return c.json({ ...collected, ...(calendars.looked > 0 ? { calendars } : {}) })
  })

export const createAccount = (ports: Parameters<typeof keepAccount>[0]): Hono =>
  withErrors(new Hono(), ports.log).post('/account', async (c) => c.json(await keepAccount(ports)))

export const createImports = (ports: TakesInLists): Hono =>
  withErrors(new Hono(), ports.log).post('/imports', async (c) => c.json(await takeInLists(ports)))
