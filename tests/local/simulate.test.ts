import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ArticleId } from '../../core/model/article.ts'
import type { Renderer } from '../../core/ports.ts'
import { compileCacheEnvironment } from '../../local/host/cache.ts'
import { audit } from '../../local/simulate/audit.ts'
import { addDemo, inventArticles } from '../../local/simulate/content.ts'
import { readOptions } from '../../local/simulate/options.ts'
import { acceptedIn, playedIn } from '../../local/simulate/outcome.ts'
import { habits, openPress } from '../../local/simulate/press.ts'
import { loadRenderer } from '../../local/simulate/renderer.ts'
import { simulate } from '../../local/simulate/simulate.ts'
import { openWorld } from '../../local/simulate/world.ts'
import { aDataFolder } from '../support/data-folder.ts'

/** Planned long after the days that are played, as by somebody who looks at last spring. */
const planned = '2026-11-24T06:00:00.000Z'
let berlin: string
let own: string
/** As the command has it, in a bundle: React in its tests' dress takes four times as long. */
let renderer: Renderer
beforeAll(async () => {
  renderer = await loadRenderer()
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo']
  berlin = await aDataFolder({ schedule: { every: 'day', at: ['02:30'], zone: 'Europe/Berlin' } }, zones, planned)
  own = await aDataFolder({ schedule: { every: 'weekday', at: ['08:00'], zone: 'reader' } }, zones, planned)
})
afterAll(() => {
  for (const folder of [berlin, own]) rmSync(folder, { recursive: true, force: true })
})

const optionsOf = (...args: string[]) => {
  const options = readOptions(args, {}, Date.parse(planned))
  if (options === 'help') throw new Error('help')
  return options
}

async function run(args: string[], render = renderer) {
  const [out, aside]: string[][] = [[], []]
  const line = (lines: string[]) => ({ line: (text: string) => void lines.push(text) })
  const held = await simulate(optionsOf(...args), render, {
    out: line(out!),
    aside: line(aside!),
    progress: () => {},
  })
  const text = out!.join('\n')
  return { held, out: out!, text, aside: aside!.join('\n'), rows: out!.filter((one) => one.includes('Europe/Berlin')) }
}

type Line = {
  edition: string
  slotAt: string
  slot: string
  sentAt: string
  zone: string
  articles: string[]
  readers: number
  note?: string
}
const issuesOf = (lines: string[]) => lines.map((line) => JSON.parse(line) as Line)

const march = ['--from', '2026-03-28T00:00Z', '--to', '2026-03-31T00:00Z']

describe('npm run simulate', () => {
  it('gives a daily digest at 02:30 three issues over the night that has no 02:30, and marks the one that moves', async () => {
    const { held, rows, text } = await run(['--data', berlin, ...march])
    expect(rows.map((row) => row.slice(0, 17))).toEqual(['Sat 28 Mar  02:30', 'Sun 29 Mar  02:30', 'Mon 30 Mar  02:30'])
    expect(rows.map((row) => row.includes('moved: 02:30 does not exist that day, goes out at 03:30'))).toEqual([
      false,
      true,
      false,
    ])
    expect(rows.every((row) => /Harbour Brief {2}8 articles {2}3 readers/.test(row))).toBe(true)
    expect(text).toContain('3 issues, 9 mails')
    expect(text).toContain('An invented article is filed every 3 h')
    expect(held).toBe(true)
  })

  it('says each issue in one line of JSON, and nothing else on standard output', async () => {
    const { out } = await run(['--data', berlin, '--json', ...march])
    const issues = issuesOf(out)
    expect(issues.map(({ sentAt }) => sentAt)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(issues).toMatchObject([
      { digest: 'brief', slot: '2026-03-28T02:30@Europe/Berlin', zone: 'Europe/Berlin', readers: 3 },
      { note: 'moved' },
      {},
    ])
    expect(new Set(issues.flatMap(({ articles }) => articles)).size).toBe(24)
  })

  it('sends once where a wall time comes twice', async () => {
    const { rows } = await run(['--data', berlin, '--from', '2026-10-25', '--to', '2026-10-26'])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toContain('once: 02:30 comes twice that day')
  })

  it('makes one issue of three days without a tick: late, or merged into the next', async () => {
    const days = ['--data', berlin, '--from', '2026-03-21', '--to', '2026-03-27']
    const late = await run([...days, '--tick-stops', '2026-03-22/2026-03-25T04:00Z', '--json'])
    expect(issuesOf(late.out).map(({ sentAt, articles }) => [sentAt.slice(5, 16), articles.length])).toEqual([
      ['03-21T01:30', 8],
      ['03-25T04:00', 33],
      ['03-26T01:30', 7],
    ])
    const merged = await run([...days, '--tick-stops', '2026-03-22/2026-03-25'])
    expect(merged.rows.filter((row) => row.includes('readers')).map((row) => row.slice(0, 10))).toEqual([
      'Sat 21 Mar',
      'Wed 25 Mar',
      'Thu 26 Mar',
    ])
    expect(merged.rows.find((row) => row.startsWith('Tue 24 Mar'))).toMatch(/skipped {2}\(.*next issue/)
    expect(merged.rows.find((row) => row.startsWith('Mon 23 Mar'))).toContain('only the latest slot runs')
    expect(merged.held).toBe(true)
  })

  it('plays what comes every second week, on a weekday of the month and once a year, over the end of one', async () => {
    const editions = [
      { name: 'fortnight', schedule: 'every second monday at 08:00, counted from 2026-11-30, UTC' },
      { name: 'month', schedule: 'on the first weekday of every month at 08:00, UTC' },
      { name: 'quarter', schedule: 'quarterly at 09:00, UTC' },
      { name: 'year', schedule: 'every year on 1 January at 10:00, UTC' },
    ]
    const places = editions.map(({ name }) => ['UTC', name] as const)
    const folder = await aDataFolder({ editions }, places, '2026-11-24T06:00:00.000Z')
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const weeks = ['--data', folder, '--from', '2026-11-30', '--to', '2027-01-13', '--file-every', '1440']
    const { out, held } = await run([...weeks, '--json'])
    expect(held).toBe(true)
    const issues = issuesOf(out)
    expect(issues.map(({ edition, slotAt }) => `${slotAt.slice(0, 10)} ${edition}`)).toEqual([
      '2026-11-30 fortnight',
      '2026-12-01 month',
      '2026-12-14 fortnight',
      '2026-12-28 fortnight',
      '2027-01-01 month',
      '2027-01-01 quarter',
      '2027-01-01 year',
      '2027-01-11 fortnight',
    ])
    // Each covers what was filed since its own last one.
    expect(issues.map(({ articles }) => articles.length).slice(2, 5)).toEqual([14, 14, 31])
    expect(issues.every(({ readers }) => readers === 1)).toBe(true)
  })

  it('plays the first Monday of a month in readers’ own zones, once in each', async () => {
    const zones = ['Pacific/Auckland', 'Europe/Berlin', 'America/Los_Angeles']
    const folder = await aDataFolder(
      { schedule: "first monday of the month at 8, in each reader's own zone" },
      zones,
      planned,
    )
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const month = ['--data', folder, '--from', '2026-03-28', '--to', '2026-04-12', '--file-every', '600']
    const { out, held } = await run([...month, '--json'])
    expect([held, issuesOf(out).map(({ slot, readers }) => `${slot} ${readers}`)]).toEqual([
      true,
      [
        '2026-04-06T08:00@Pacific/Auckland 1',
        '2026-04-06T08:00@Europe/Berlin 1',
        '2026-04-06T08:00@America/Los_Angeles 1',
      ],
    ])
  })

  it('plays a week of a daily, a weekly and an alerts edition: each article once in each (I5)', async () => {
    const editions = [
      { name: 'daily', schedule: 'every day at 08:00, UTC' },
      { name: 'weekly', schedule: 'every Sunday at 23:30, UTC' },
      { name: 'alerts', schedule: 'as things are filed, after 10 minutes, at most every 30 minutes' },
    ]
    const folder = await aDataFolder(
      { editions },
      editions.map(({ name }) => ['UTC', name] as const),
      planned,
    )
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const week = ['--data', folder, '--from', '2026-03-02', '--to', '2026-03-09', '--file-every', '170']
    const { out, held } = await run([...week, '--json'])
    expect(held).toBe(true)
    const byEdition = Map.groupBy(issuesOf(out), ({ edition }) => edition)
    expect([...byEdition].map(([name, ones]) => [name, ones.length]).toSorted()).toEqual([
      ['alerts', 59],
      ['daily', 7],
      ['weekly', 1],
    ])
    for (const [, ones] of byEdition) {
      expect(ones.every(({ readers }) => readers === 1)).toBe(true)
      const articles = ones.flatMap((one) => one.articles)
      expect(new Set(articles).size).toBe(articles.length)
    }
    // What was filed that week went out as an alert within a quarter of an hour, and is in the weekly edition too.
    const [weekly] = byEdition.get('weekly')!
    const alerts = byEdition.get('alerts')!.filter(({ sentAt }) => sentAt < weekly!.slotAt)
    for (const id of alerts.flatMap(({ articles }) => articles)) expect(weekly!.articles).toContain(id)
    const { text } = await run([...week, '--to', '2026-03-03'])
    expect(text).toMatch(/Harbour Brief, alerts/)
  })

  it('opens what is held before its slot and sends it then; what waits for a person counts as released', async () => {
    const held = { schedule: 'every day at 08:00, UTC', holdMinutes: 90, release: 'person' as const }
    const folder = await aDataFolder(held, ['UTC'], planned)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const days = ['--data', folder, '--from', '2026-03-02T07:00Z', '--to', '2026-03-04T07:30Z', '--file-every', '60']
    const { out } = await run([...days, '--json'])
    // Filed on the full hour: what comes between half past six and eight is for the next day.
    expect(issuesOf(out).map(({ sentAt, articles }) => [sentAt.slice(8, 16), articles.length])).toEqual([
      ['02T08:00', 24],
      ['03T08:00', 23],
    ])
    expect((await run(days)).text).toContain('counts as released in time')
  })

  it("reaches each zone's readers on their own morning, while the clocks change in one of them", async () => {
    const { out, held } = await run(['--data', own, '--json', '--from', '2026-03-01', '--to', '2026-03-28'])
    const issues = issuesOf(out)
    const mornings = Map.groupBy(issues, ({ zone }) => zone)
    expect([...mornings.keys()].toSorted()).toEqual(['America/New_York', 'Asia/Tokyo', 'Europe/Berlin'])
    for (const [zone, ones] of mornings) {
      const clock = new Intl.DateTimeFormat('en', {
        timeZone: zone,
        hour: '2-digit',
        hourCycle: 'h23',
        weekday: 'short',
      })
      const times = ones.map(({ sentAt }) => clock.format(new Date(sentAt)))
      expect(times.filter((time) => !/08/.test(time) || /Sat|Sun/.test(time))).toEqual([])
      expect(ones.every(({ readers }) => readers === 1)).toBe(true)
      expect(ones).toHaveLength(20)
    }
    expect(held).toBe(true)
  })

  it('knows where clocks stay in November 2026, whatever the runtime has: Winnipeg and Havana have their eight o’clock', async () => {
    const schedule = { every: 'day', at: ['08:00'], zone: 'reader' }
    const folder = await aDataFolder({ schedule }, ['America/Winnipeg', 'America/Havana', 'America/Chicago'], planned)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { out, held } = await run(['--data', folder, '--json', '--from', '2026-10-25', '--to', '2026-11-09'])
    const times = (zone: string) => [
      ...new Set(issuesOf(out).flatMap((one) => (one.zone === zone ? [one.sentAt.slice(11, 16)] : []))),
    ]
    expect(times('America/Winnipeg')).toEqual(['13:00'])
    expect(times('America/Havana')).toEqual(['12:00'])
    // Where they still go back, on the first of November.
    expect(times('America/Chicago')).toEqual(['13:00', '14:00'])
    expect(issuesOf(out)).toHaveLength(3 * 15)
    expect(held).toBe(true)
  })

  it('skips what has no news, and says why', async () => {
    const { rows, text } = await run(['--data', berlin, ...march, '--file-every', '0'])
    expect(rows.every((row) => row.includes('skipped') && row.includes('Nothing new was filed'))).toBe(true)
    expect(text).toContain('0 issues, 0 mails; 3 slots skipped')
  })

  it('breaks nothing while one call in twenty fails', async () => {
    for (const seed of ['1', '2']) {
      const { held, text, aside } = await run([
        ...['--data', own, '--from', '2026-03-23', '--to', '2026-03-31'],
        ...['--crash', '0.05', '--seed', seed],
      ])
      expect({ held, aside }).toEqual({ held: true, aside: '' })
      expect(text).toMatch(/\d+ of [\d,]+ calls failed; --seed \d plays them again/)
    }
  })

  it('plays the demo where there is no data', async () => {
    const { text } = await run(['--data', join(berlin, 'nowhere'), '--from', '2026-11-24', '--to', '2026-12-01'])
    expect(text).toContain('there is no table in')
    expect(text).toMatch(/Tue 24 Nov {2}08:00 {2}Europe\/Berlin {2}The Harbour Brief/)
    expect(text).toMatch(/Sat 28 Nov {2}09:00 {2}Europe\/Berlin {2}The Long Read/)
  })

  it('changes no byte of the data folder', async () => {
    const bytes = () =>
      readdirSync(berlin)
        .toSorted()
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(berlin, name)))
            .digest('hex'),
        ])
    const before = bytes()
    expect(before.map(([name]) => name)).toContain('table.db-wal')
    await run(['--data', berlin, ...march])
    expect(bytes()).toEqual(before)
  })

  it('sees that somebody got it twice, that somebody is missing, and what fails', async () => {
    const world = openWorld(optionsOf(), [], secrets, renderer)
    world.clock.now = Date.parse('2026-11-23T00:00:00Z')
    await addDemo(world.ports)
    const digests = (await world.ports.digests.list({ limit: 9 })).items
    const file = inventArticles(world.ports, 180, '2026-11-23T00:00:00.000Z', await world.ports.topics.all())
    await world.live(Date.parse('2026-11-24T12:00:00Z'), file)
    const accepted = acceptedIn(world)
    const played = await playedIn(world, digests, accepted, '2026-11-23T00:00:00.000Z', '2026-11-24T12:00:00.000Z')
    const [id, { recipients, firstAt }] = [...accepted][0]!
    const told = (changed: string[]) =>
      audit(world, played, new Map([...accepted, [id, { recipients: changed, firstAt }]])).then((all) =>
        all.map((one) => one.slice(0, one.indexOf(':'))),
      )
    expect(await told([...recipients])).toEqual([])
    expect(await told([...recipients, recipients[0]!])).toEqual(['twice'])
    expect(await told(recipients.slice(1))).toEqual(['missing', 'wrong'])

    const broken = { ...renderer, digest: () => Promise.reject(new TypeError('no such colour')) }
    const { held, text, aside } = await run(['--demo', '--from', '2026-11-24', '--to', '2026-11-25'], broken)
    expect(held).toBe(false)
    expect(aside).toMatch(/failed: TypeError: no such colour \(\d+ times\)/)
    expect(text).toContain('0 readers  (needs-person: ')
  })

  it('reads feeds as odd as real ones, each of whose stories goes out once, none from before, and none is lost', async () => {
    const { held, text, aside } = await run([...'--demo --feeds 12 --from 2026-11-23 --to 2026-11-26'.split(' ')])
    expect([held, aside]).toEqual([true, ''])
    expect(habits).toHaveLength(12)
    expect(text).toMatch(/\d+ stories of 12 feeds: none twice, too old, or lost\./)
  })

  it('sees that a story of a feed is lost, that we have it twice, and that it is too old', async () => {
    const [from, to] = ['2026-11-23T00:00:00.000Z', '2026-11-26T00:00:00.000Z']
    const world = openWorld(optionsOf(), [], secrets, renderer)
    world.clock.now = Date.parse(from)
    await addDemo(world.ports)
    const press = openPress(2, from, to)
    const topics = await world.ports.topics.all()
    await world.live(Date.parse(to), press.collector(world.ports, topics, from))
    const told = async () =>
      (await press.account(world.ports, [])).broken.map((one) => one.replace(/\d+ of paper/, 'N of paper'))
    expect(await told()).toEqual([])
    const { items } = await world.ports.articles.list({ status: 'filed' }, { limit: 100 })
    const one = items.findLast(({ title }) => title.endsWith('of paper 0'))!
    await world.ports.articles.remove(one)
    expect(await told()).toEqual(['lost: story N of paper 0, which lists everything since its first day'])
    const copy = (id: ArticleId, title: string) =>
      world.ports.articles.save(undefined, { ...one, id, title, summary: '' })
    await copy('art_1', one.title)
    await copy('art_2', one.title)
    expect(await told()).toEqual(['two articles: story N of paper 0, which lists everything since its first day'])
    await copy('art_2', 'Story 1 of paper 1')
    await world.ports.articles.remove({ ...one, id: 'art_2' })
    await copy('art_3', 'Story 1 of paper 1')
    expect(await told()).toEqual(['too old: story N of paper 1, which lists the last three'])
  })

  it('says what to do about what cannot be played', async () => {
    const refusal = async (...args: string[]) => {
      const failed = await run(args).catch((error: Error) => error)
      return failed instanceof Error ? failed.message : ''
    }
    expect(await refusal('--from', '2026-04-01', '--to', '2026-03-01')).toMatch(/is not before --to .*: swap them/)
    expect(await refusal('--from', '2026-02-30')).toMatch(/--from takes a moment such as/)
    expect(await refusal('--from', '2026-03-01T08:00')).toMatch(/add Z, or an offset/)
    expect(await refusal('--crash', '2')).toBe('--crash takes a number from 0 to 0.5, not "2".')
    expect(await refusal('--data', berlin, '--digest', 'beef')).toBe('There is no digest "beef": there is brief.')
    expect(await refusal('--form', 'x')).toMatch(/--help/)
  })

  it('ends with an exit code, and its errors on standard error', () => {
    const command = (...args: string[]) =>
      spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/simulate.ts', ...args], {
        cwd: resolve(import.meta.dirname, '../..'),
        env: { ...process.env, ...compileCacheEnvironment() },
        encoding: 'utf8',
      })
    const good = command('--data', berlin, '--json', ...march)
    expect([good.status, issuesOf(good.stdout.trim().split('\n')).length]).toEqual([0, 3])
    const bad = command('--data', berlin, '--digest', 'beef')
    expect([bad.status, bad.stdout, bad.stderr]).toEqual([1, '', 'There is no digest "beef": there is brief.\n'])
  })
})

const secrets = {
  webhook: '',
  linkKeys: { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64url') } },
  pepper: 'simulated',
  apiKey: '',
}
