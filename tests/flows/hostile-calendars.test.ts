import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildBundles } from '../../local/host/bundles.ts'
import { aCalendar, aDayOff, anEvent } from '../support/calendars.ts'
import { PATIENCE } from '../support/patience.ts'

type Handler = typeof import('../../functions/adapters/calendar-thread.ts').calendarReader

const folder = mkdtempSync(join(tmpdir(), 'tidings-calendars-'))
let handler: Handler
beforeAll(async () => {
  const entry = fileURLToPath(new URL('../fixtures/calendar-function.ts', import.meta.url))
  const bundles = await buildBundles(folder, [{ name: 'calendars', entry }])
  handler = ((await import(pathToFileURL(bundles.get('calendars')!).href)) as { handler: Handler }).handler
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const span = { from: '2025-01-01', to: '2028-12-31' }
const read = (text: string, readMs: number) => handler({ startMs: PATIENCE, readMs })(Buffer.from(text), span)

describe('a calendar that strangers send', () => {
  it('is read by a bundle in a thread of its own, where nothing else of the function is wired', async () => {
    const found = await read(aCalendar(aDayOff('2026-12-25', 'Christmas Day')), PATIENCE)
    expect(found).toMatchObject({ ok: true, events: [{ name: 'Christmas Day', from: '2026-12-25' }] })
  })

  it('with a rule that never comes to its next day costs its own time and no more, and the next one is read', async () => {
    const never = anEvent('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'SUMMARY:Never')
    const found = await read(aCalendar(never, aDayOff('2026-12-25', 'Christmas Day')), 300)
    // The library may know better one day.
    if (!found.ok) expect(found.reason).toMatch(/takes longer than 0\.3 s to read, so it was not read/)
    expect(await read(aCalendar(aDayOff('2026-12-26', 'Boxing Day')), PATIENCE)).toMatchObject({ ok: true })
  })
})
