import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeInLists } from '../../core/flows/take-in-list.ts'
import { Busy } from '../../core/model/busy.ts'
import type { Came } from '../../core/model/came.ts'
import { COLUMNS, plain } from '../../core/model/reader-list.ts'
import type { SubscriberStatus, Subscription, Suppression } from '../../core/model/subscriber.ts'
import { DAY } from '../../core/model/time.ts'
import { csvLine, readCsv } from '../../functions/http/api/reader-csv.ts'
import { createConsole } from '../../functions/http/console.ts'
import { aDigest, aSubscriber, at } from '../support/examples.ts'
import { simulatedStores } from '../support/simulated.ts'
import { aWorld } from '../support/world.ts'

const HEADER = 'email,digest,status,zone,locale,topics,edition,subscribed_at'

async function aDesk(options: Parameters<typeof aWorld>[0] = {}) {
  const world = await aWorld(options)
  const app = createConsole(world.ports, 'the key')
  const request = (path: string, init: RequestInit = {}) =>
    Promise.resolve(app.request(`/api/subscribers${path}`, { ...init, headers: { authorization: 'Bearer the key' } }))
  const send = async (query: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await request(`/import?${query}`, { method: 'POST', body })
    return { status: answer.status, body: (await answer.json()) as any, at: answer.headers.get('location') }
  }
  const real = (query: string, body: string | Uint8Array<ArrayBuffer>) =>
    send(`dryRun=false&attestation=May&${query}`, body)
  const brief = async (body: string | Uint8Array<ArrayBuffer>) => (await real('digest=brief', body)).body
  const exported = async (query = '') => (await request(`/export${query}`)).text()
  const find = async (email: string) => (await world.ports.subscribers.byAddress(email)).subscriber
  await world.topics('trade', 'city')
  await world.digest()
  return { ...world, app, request, send, real, brief, exported, find }
}

const counts = ({ added, changed, off, unchanged, refusedCount }: Record<string, number>) => [
  added,
  changed,
  off,
  unchanged,
  refusedCount,
]

describe('importing a list', () => {
  it('takes readers in on an attestation, keeps it with each of them, and mails nobody', async () => {
    const { brief, find, ports, messages, mails, drain } = await aDesk()
    const list =
      'email,zone,topics,subscribed_at\nAda@mail.example.net,Asia/Tokyo,trade,2020-05-01\nben@mail.example.net,,,\n'
    expect(await brief(list)).toEqual({
      id: expect.stringMatching(/^imp_/),
      status: 'done',
      dryRun: false,
      digest: 'brief',
      rows: 2,
      done: 2,
      added: 2,
      changed: 0,
      off: 0,
      unchanged: 0,
      ignored: [],
      refused: [],
      refusedCount: 0,
      createdAt: '2026-11-24T06:00:00.000Z',
      finishedAt: expect.any(String),
    })
    const ada = (await find('ada@mail.example.net'))!
    expect(ada).toMatchObject({
      status: 'active',
      zone: 'Asia/Tokyo',
      subscriptions: [{ topics: ['trade'], since: '2020-05-01T00:00:00.000Z' }],
    })
    expect(await ports.subscribers.consent(ada.id)).toMatchObject([
      { kind: 'attested', text: 'import', note: 'May (the list says: 2020-05-01)' },
    ])
    expect((await ports.audience.page('brief', 'main', '-', undefined, 9)).rows).toHaveLength(2)
    await drain()
    expect([messages, mails()]).toEqual([[], []])
  })

  it('finds everything unchanged the second time', async () => {
    const { brief } = await aDesk()
    const list =
      'email,status,topics\na@mail.example.net,active,trade\nb@mail.example.net,unsubscribed,\nc@mail.example.net,bounced,\n'
    expect(counts(await brief(list))).toEqual([1, 0, 2, 0, 0])
    expect(counts(await brief(list))).toEqual([0, 0, 0, 3, 0])
  })

  it('is a dry run unless told otherwise: it counts the same and writes nothing', async () => {
    const { send, real, exported } = await aDesk()
    const list = [
      'email,status',
      'a@mail.example.net,active',
      'b@mail.example.net,complained',
      'A@mail.example.net,unsubscribed',
      'a@mail.example.net,active',
      'b@mail.example.net,unsubscribed',
      'c@mail.example.net,unconfirmed',
    ].join('\n')
    const dry = await send('digest=brief', list)
    expect([dry.status, dry.body.dryRun, await exported()]).toEqual([202, true, `${HEADER}\r\n`])
    const { body } = await real('digest=brief', list)
    const { id, createdAt, finishedAt } = dry.body
    expect(dry.body).toEqual({ ...body, id, createdAt, finishedAt, dryRun: true, status: 'looked' })
    expect(counts(body)).toEqual([1, 0, 2, 1, 2])
  })

  it('needs an attestation to be real, and a digest either way', async () => {
    const { send } = await aDesk()
    const list = 'email\na@mail.example.net\n'
    const answers = [
      await send('digest=brief&dryRun=false', list),
      await send('digest=brief&dryRun=false&attestation=%20', list),
      await send('digest=nope', list),
      await send('', list),
      await send('digest=brief&dryRun=maybe', list),
      await send('digest=brief', ''),
      await send('digest=brief', 'name\nAda\n'),
    ]
    expect(answers.map(({ status, body }) => [status, body.field])).toEqual([
      [422, 'attestation'],
      [422, 'attestation'],
      [422, 'digest'],
      [422, 'digest'],
      [422, 'dryRun'],
      [422, 'body'],
      [422, 'email'],
    ])
  })

  it('names each refused row as a spreadsheet counts it, with the reason, and goes on', async () => {
    const { brief, find, exported } = await aDesk()
    await brief('email,status\ngone@mail.example.net,unsubscribed\nbad@mail.example.net,bounced\n')
    const list = [
      'email,name,topics,edition,status',
      'nobody,,,,active',
      'gone@mail.example.net,,,,active',
      '',
      'bad@mail.example.net,,,,active',
      'a@mail.example.net,"Two\nlines",,,active',
      'a@mail.example.net,,,,active',
      'b@mail.example.net,,moon,,active',
      'c@mail.example.net,,,hourly,active',
      'd@mail.example.net,,,,maybe',
      'e@mail.example.net,,,,,extra',
      'f@mail.example.net',
      ',,,,',
      'g@mail.example.net,,,,active',
      'h@mail.example.net,,,,',
    ].join('\r\n')
    const { added, refused } = await brief(list)
    expect(added).toBe(2)
    expect(refused.map((one: { row: number }) => one.row)).toEqual([2, 3, 5, 7, 8, 9, 10, 11, 12, 15])
    expect(refused.map((one: { reason: string }) => one.reason)).toEqual([
      expect.stringContaining('looks like name@example.org'),
      expect.stringContaining('Left this digest before'),
      expect.stringContaining('Suppressed (bounced)'),
      expect.stringContaining('Twice in this file'),
      expect.stringContaining('Unknown topic'),
      expect.stringContaining('Unknown edition'),
      expect.stringContaining('no clear yes'),
      expect.stringContaining('too many columns'),
      expect.stringContaining('fewer columns'),
      expect.stringContaining('the column of their status is empty'),
    ])
    expect((await find('g@mail.example.net'))?.status).toBe('active')
    expect(await exported()).toContain('gone@mail.example.net,brief,unsubscribed')
  })

  it('shows the first thousand refused rows, and says how many there are', async () => {
    const { brief } = await aDesk()
    const { refused, refusedCount } = await brief(`email\n${'nobody\n'.repeat(2_500)}`)
    expect([refused.length, refused[0].row, refused[999].row, refusedCount]).toEqual([1_000, 2, 1_001, 2_500])
  })

  it('takes whoever it says has left off the digest, and the address that bounced off everything', async () => {
    const { brief, digest, reader, find, ports } = await aDesk()
    await digest({ id: 'weekend' })
    for (const name of ['ada', 'ben']) {
      await reader(name)
      await reader(name, 'all', 'weekend')
    }
    expect(
      counts(await brief('email,status\nada@mail.example.net,unsubscribed\nben@mail.example.net,cleaned\n')),
    ).toEqual([0, 0, 2, 0, 0])
    const on = async (email: string) => (await find(email))!.subscriptions.map(({ status }) => status)
    expect([await on('ada@mail.example.net'), await on('ben@mail.example.net')]).toEqual([
      ['left', 'active'],
      ['left', 'left'],
    ])
    expect((await ports.subscribers.byAddress('ben@mail.example.net')).suppression?.why).toBe('bounced')
  })

  it('lets an erased person stay forgotten', async () => {
    const { brief, reader, ports, exported } = await aDesk()
    const ada = await reader('ada')
    const before = (await ports.subscribers.get(ada.id))!
    await ports.subscribers.erase(before, { why: 'erased', at: at('06:00') })
    expect(counts(await brief('email,status\nada@mail.example.net,active\n'))).toEqual([0, 0, 0, 0, 1])
    expect(counts(await brief('email,status\nada@mail.example.net,bounced\n'))).toEqual([0, 0, 0, 1, 0])
    expect(await exported()).not.toContain('ada@')
  })

  it('has an edition in readers’ own zones wake for the first of a zone', async () => {
    const { brief: _, digest, real, ports } = await aDesk()
    await digest({ id: 'dawn', schedule: { every: 'day', at: ['08:00'], zone: 'reader' } })
    const list = ['email,zone', ...Array.from({ length: 40 }, (__, n) => `r${n}@mail.example.net,Asia/Tokyo`)].join(
      '\n',
    )
    expect(counts((await real('digest=dawn', list)).body)).toEqual([40, 0, 0, 0, 0])
    expect(await ports.audience.zones('dawn', 'main')).toEqual(['Asia/Tokyo'])
    expect((await ports.digests.get('dawn'))!.editions[0]!.wakeAt! <= '2026-11-24T23:00:00.000Z').toBe(true)
  })

  it('goes on where it stopped after a failure of ours, by itself, and says what became of each row', async () => {
    const { real, ports, send, request, clock, events } = await aDesk()
    const { save } = ports.subscribers
    let saves = 0
    Object.assign(ports.subscribers, {
      save: async (change: Parameters<typeof save>[0]) => {
        saves += 1
        if (saves === 30) throw new Error('the table is away')
        return save(change)
      },
    })
    const list = `email\n${Array.from({ length: 60 }, (_, n) => `r${n}@mail.example.net\n`).join('')}`
    const { status, body, at: place } = await real('digest=brief', list)
    expect([status, body.status, body.done]).toEqual([202, 'taking', 0])
    expect(events.filter(({ event }) => event === 'import.failed')).toHaveLength(1)
    clock.now += 60_000
    expect(await takeInLists(ports)).toEqual({ lists: 1, failed: 0 })
    const after = (await (await request(place!.replace('/api/subscribers', ''))).json()) as any
    expect([after.status, ...counts(after)]).toEqual(['done', 60, 0, 0, 0, 0])
    expect(counts((await send('digest=brief', list)).body)).toEqual([0, 0, 0, 60, 0])
  })

  it('lets each row name its digest where the call does not, and refuses rows of another where it does', async () => {
    const { real, digest } = await aDesk()
    await digest({ id: 'weekend' })
    const list =
      'email,digest\na@mail.example.net,brief\na@mail.example.net,weekend\nb@mail.example.net,moon\nc@mail.example.net,\n'
    const free = (await real('', list)).body
    expect(counts(free)).toEqual([1, 1, 0, 0, 2])
    expect(free.refused.map((one: { reason: string }) => one.reason)).toEqual([
      'There is no digest "moon".',
      'It does not say which digest.',
    ])
    const bound = (await real('digest=brief', list)).body
    expect(bound.refused.map((one: { row: number }) => one.row)).toEqual([3, 4])
  })

  it('answers 413 to more than 4 MB', async () => {
    const { request } = await aDesk()
    const body = `email\n${'a@mail.example.net\n'.repeat(230_000)}`
    const answer = await request('/import?digest=brief', { method: 'POST', body, headers: {} })
    expect(answer.status).toBe(413)
  })
})

describe('an import that takes its time', () => {
  const many = (count: number) =>
    `email\n${Array.from({ length: count }, (_, n) => `r${n}@mail.example.net\n`).join('')}`
  const aSlowDesk = async () => {
    const desk = await aDesk()
    const at = (place: string) => place.replace('/api/subscribers', '')
    Object.assign(desk.ports, { importRate: 20 })
    return {
      ...desk,
      ask: async (place: string, query = '') => (await (await desk.request(`${at(place)}${query}`)).json()) as any,
      order: async (place: string, body?: object) => {
        const headers = { authorization: 'Bearer the key', 'content-type': 'application/json' }
        const init = { method: 'POST', headers, ...(body ? { body: JSON.stringify(body) } : {}) }
        const answer = await desk.app.request(`/api/subscribers${at(place)}`, init)
        return { status: answer.status, body: (await answer.json()) as any }
      },
      /** As the clock does it. */
      minute: async () => {
        desk.clock.now += 60_000
        await takeInLists(desk.ports)
      },
    }
  }

  it('is put down at once: 202 says where it stands, and there one sees how far it is', async () => {
    const { real, ask, minute, request } = await aSlowDesk()
    const { status, body, at: place } = await real('digest=brief', many(1_000))
    expect([status, place, body.status]).toEqual([202, `/api/subscribers/imports/${body.id}`, 'taking'])
    expect(body.done).toBeLessThan(1_000)
    expect(await ask(place!)).toEqual(body)
    expect(body).toMatchObject({ rows: 1_000, rowsASecond: expect.any(Number), secondsLeft: expect.any(Number) })
    expect(body.rowsASecond * body.secondsLeft).toBeGreaterThanOrEqual(1_000 - body.done)
    const list = (await (await request('/imports')).json()) as any
    const { refused: _, ...short } = body
    expect(list.items).toEqual([short])

    await minute()
    const done = await ask(place!)
    expect(done).toMatchObject({ status: 'done', done: 1_000, added: 1_000, finishedAt: expect.any(String) })
    expect([done.rowsASecond, done.secondsLeft]).toEqual([undefined, undefined])
  })

  it('says what became of each row, a page at a time', async () => {
    const { real, ask, minute } = await aSlowDesk()
    const { at: place } = await real('digest=brief', `${many(1_700)}nobody\n`)
    for (let minutes = 0; minutes < 2; minutes++) await minute()
    const rows: any[] = []
    let pages = 0
    for (let query = '', more = true; more; pages++) {
      const page = await ask(`${place}/rows`, query)
      rows.push(...page.items)
      query = `?cursor=${page.cursor}`
      more = page.cursor !== undefined
    }
    expect(pages).toBe(3)
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 1_701 }, (_, n) => n + 2))
    expect(rows.filter(({ became }) => became === 'added')).toHaveLength(1_700)
    expect(rows.at(-1)).toEqual({ row: 1_702, became: 'refused', reason: expect.any(String), text: 'nobody' })
    expect((await ask(`${place}/rows`, '?cursor=bm8')).status).toBe(422)
  })

  it('is the one under way, if the same list comes again; one that is over is not', async () => {
    const { real, minute, ask } = await aSlowDesk()
    const first = await real('digest=brief', many(1_000))
    const again = await real('digest=brief', many(1_000))
    expect(again.body.id).toBe(first.body.id)
    expect((await real('digest=brief', many(1_001))).body.id).not.toBe(first.body.id)
    for (let minutes = 0; minutes < 3; minutes++) await minute()
    const { at: place } = await real('digest=brief', many(1_000))
    await minute()
    expect(await ask(place!)).toMatchObject({ status: 'done', unchanged: 1_000, added: 0 })
  })

  it('stops where it is: what is in stays in', async () => {
    const { real, order, ask, minute, exported } = await aSlowDesk()
    const { at: place } = await real('digest=brief', many(1_000))
    const { status, body } = await order(`${place}/cancel`)
    expect([status, body.status]).toEqual([200, 'cancelled'])
    await minute()
    expect(await ask(place!)).toEqual(body)
    expect(body.added).toBe(body.done)
    expect((await exported()).trimEnd().split('\r\n')).toHaveLength(1 + body.done)
    // And stays as it is.
    expect((await order(`${place}/cancel`)).body).toEqual(body)
    expect((await order(`${place}/start`, { attestation: 'May' })).status).toBe(409)
  })

  it('begins by somebody’s word after a dry run, once, and within three days', async () => {
    const { send, order, minute, clock, find, ports } = await aSlowDesk()
    const dry = await send('digest=brief', many(200))
    expect(dry.body).toMatchObject({ status: 'looked', added: 200, dryRun: true })
    expect(await find('r1@mail.example.net')).toBeUndefined()
    for (const attestation of ['', ' '])
      expect((await order(`${dry.at}/start`, { attestation })).body).toMatchObject({
        status: 422,
        field: 'attestation',
      })
    expect((await order(`${dry.at}/start`, {})).status).toBe(422)
    const started = await order(`${dry.at}/start`, { attestation: 'May' })
    expect([started.status, started.body.dryRun, started.body.status]).toEqual([202, false, 'taking'])
    expect((await order(`${dry.at}/start`, { attestation: 'June' })).body.id).toBe(started.body.id)
    await minute()
    const ada = (await find('r1@mail.example.net'))!
    expect(await ports.subscribers.consent(ada.id)).toMatchObject([{ note: 'May', listed: { row: 3 } }])

    const late = await send('digest=brief', many(3))
    clock.now += 3 * DAY
    expect((await order(`${late.at}/start`, { attestation: 'May' })).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('bring it once more'),
    })
  })

  it('is not begun before it is looked at', async () => {
    const { send, order } = await aSlowDesk()
    const dry = await send('digest=brief', many(2_000))
    expect(dry.body.status).toBe('looking')
    expect((await order(`${dry.at}/start`, { attestation: 'May' })).body).toMatchObject({
      status: 409,
      detail: expect.stringContaining('wait until it is looked at'),
    })
  })

  it('is nowhere to be found under another name, or after a week', async () => {
    const { real, request, order, clock } = await aSlowDesk()
    const { at: place } = await real('digest=brief', many(3))
    const asked = ['/imports/imp_nope', '/imports/imp_nope/rows']
    for (const path of asked) expect((await request(path)).status).toBe(404)
    for (const step of ['start', 'cancel'])
      expect((await order(`/imports/imp_nope/${step}`, { attestation: 'May' })).status).toBe(404)
    clock.now += 7 * DAY + 1_000
    expect((await request(place!.replace('/api/subscribers', ''))).status).toBe(404)
  })

  it('is refused for the moment by a table that takes no more, and comes again whole', async () => {
    const { real, ports, request } = await aSlowDesk()
    const { open } = ports.imports
    Object.assign(ports.imports, {
      open: async () => {
        throw new Busy('The table takes no more right now.')
      },
    })
    const init = { method: 'POST', body: many(3) }
    const answer = await request('/import?digest=brief', init)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    Object.assign(ports.imports, { open })
    expect((await real('digest=brief', many(3))).body.added).toBe(3)
  })
})

describe('what spreadsheets write', () => {
  const utf16 = (text: string, be = false) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
    return new Uint8Array(be ? bytes.swap16() : bytes)
  }
  const lines = ['email', 'name', 'zone']
  const cells = ['ada@bücher.example.net', 'Zoë', 'Europe/Berlin']
  const table = (separator: string, end = '\r\n') => [lines, cells].map((row) => row.join(separator) + end).join('')
  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['commas', table(',')],
    ['semicolons', table(';')],
    ['tabs', table('\t')],
    ['a byte order mark', `\ufeff${table(';')}`],
    ['line feeds alone', table(',', '\n')],
    ['carriage returns alone', table(',', '\r')],
    ['both, mixed', `${lines.join(',')}\r\n\n${cells.join(',')}\n`],
    ['no end of line at the end', table(',').trimEnd()],
    ['UTF-16', utf16(table('\t'))],
    ['UTF-16, the other way round', utf16(table(';'), true)],
    ['UTF-16 without its mark', utf16(table('\t')).subarray(2)],
    ['UTF-16 without its mark, the other way round', utf16(table(','), true).subarray(2)],
    ['Windows-1252', new Uint8Array(Buffer.from(table(';'), 'latin1'))],
    ['a line that names the separator', `sep=;\r\n${table(';')}`],
    ['quoted cells', `"email";"na;me";"zone"\r\n"ada@bücher.example.net";"Z ""o"", ë\r\n";"Europe/Berlin"\r\n`],
    ['a quotation mark within', `email,name,zone\nada@bücher.example.net,5" screen,Europe/Berlin\n`],
  ])('reads %s', async (_, body) => {
    const { brief, find } = await aDesk()
    expect(counts(await brief(body))).toEqual([1, 0, 0, 0, 0])
    expect((await find('ada@xn--bcher-kva.example.net'))?.zone).toBe('Europe/Berlin')
  })

  it('says where a quotation mark never closes, and takes what stands before it', async () => {
    const { brief } = await aDesk()
    const { added, refused } = await brief(
      'email,name\na@mail.example.net,A\nb@mail.example.net,"B\nc@mail.example.net,C\n',
    )
    expect([added, refused]).toEqual([
      1,
      [{ row: 3, reason: 'A quotation mark opens here and never closes: nothing from here on was read.' }],
    ])
  })
})

describe('any bytes whatever', () => {
  it('are read to the end, in rows that count up from the header', async () => {
    const csvLike = fc.array(
      fc.constantFrom('"', ',', ';', '\t', '\r', '\n', 'email', 'a@b.example', 'sep=', '\ufeff', 'é'),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          csvLike.map((all) => new TextEncoder().encode(all.join(''))),
        ),
        async (bytes) => {
          let last = 0
          for await (const { row } of readCsv(bytes)) expect(row).toBe(++last)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('come back cell by cell from the lines that we write', async () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', "'", '=', 'a', 'é') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const file = [COLUMNS.slice(0, 2), ...rows].map(csvLine).join('')
        const read: unknown[] = []
        for await (const line of readCsv(new TextEncoder().encode(file)))
          read.push('cells' in line ? line.cells.map(plain) : line)
        expect(read.slice(1)).toEqual(rows)
      }),
      { numRuns: 200 },
    )
  })
})

describe('exporting readers', () => {
  it('is a file to keep: a row a reader and digest, safe from being taken for a formula', async () => {
    const { request, brief, exported, digest, real } = await aDesk()
    await digest({ id: 'weekend' })
    await brief('email,topics\n=x@mail.example.net,trade city\nada@mail.example.net,\n')
    await real('digest=weekend', 'email,status\nada@mail.example.net,unsubscribed\n')
    const answer = await request('/export')
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      'text/csv; charset=utf-8',
      'attachment; filename="readers.csv"',
    ])
    const since = '2026-11-24T06:00:00.000Z'
    expect(await answer.text()).toBe(
      [
        HEADER,
        `'=x@mail.example.net,brief,active,Europe/Berlin,en,trade city,main,${since}`,
        `ada@mail.example.net,brief,active,Europe/Berlin,en,all,main,${since}`,
        `ada@mail.example.net,weekend,unsubscribed,Europe/Berlin,en,all,main,${since}`,
        '',
      ].join('\r\n'),
    )
    expect((await exported('?digest=weekend')).split('\r\n')).toHaveLength(3)
    expect((await request('/export?digest=moon')).status).toBe(422)
  })

  it('comes in parts where it is asked to, each with its header, and says where the next one is', async () => {
    const { request, brief } = await aDesk({ stores: ({ now }) => simulatedStores(now) })
    await brief(`email\n${Array.from({ length: 250 }, (_, n) => `r${n}@mail.example.net\n`).join('')}`)
    const seen: string[] = []
    let parts = 0
    for (let path: string | undefined = '/export?digest=brief&limit=120'; path; parts++) {
      const answer: Response = await request(path)
      const [header, ...rows] = (await answer.text()).trimEnd().split('\r\n')
      expect(header).toBe(HEADER)
      seen.push(...rows)
      path = /^<\/api\/subscribers(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect([parts, seen.length, new Set(seen).size]).toEqual([3, 250, 250])
    expect((await request('/export?limit=0')).status).toBe(422)
  })
})

describe('exported and imported again', () => {
  const local = fc.stringMatching(/^[a-z0-9'=+\-!#]{1,12}$/)
  const stopsAs: Record<string, SubscriberStatus> = {
    bounced: 'bounced',
    suppressed: 'bounced',
    complained: 'complained',
    blocked: 'unsubscribed',
  }
  const since = fc
    .date({ min: new Date('2015-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
    .map((day) => day.toISOString())
  const taken = fc.record({
    topics: fc.constantFrom<Subscription['topics']>('all', ['trade'], ['city', 'trade']),
    edition: fc.constantFrom('main', 'own'),
    status: fc.constantFrom('active', 'left', 'pending', 'paused'),
    came: fc.constantFrom<Came>('confirmed', 'listed', 'added'),
    since,
  })
  const reader = fc.record({
    local,
    zone: fc.constantFrom('Europe/Berlin', 'Asia/Tokyo', 'UTC'),
    locale: fc.constantFrom('en', 'de', 'zh'),
    taken: fc.dictionary(fc.constantFrom('brief', 'weekend'), taken, { minKeys: 1 }),
    why: fc.option(fc.constantFrom<Suppression['why']>('bounced', 'suppressed', 'complained', 'blocked'), { freq: 4 }),
  })
  const editions = [
    { name: 'main', schedule: { every: 'day' as const, at: ['08:00'], zone: 'Europe/Berlin' } },
    { name: 'own', schedule: { every: 'day' as const, at: ['08:00'], zone: 'reader' } },
  ]
  const aHouse = async () => {
    const desk = await aDesk()
    await desk.ports.digests.save(await desk.ports.digests.get('brief'), { ...aDigest({ editions }), version: 1 })
    await desk.digest({ id: 'weekend', editions, schedule: undefined })
    return desk
  }
  const audience = async ({ ports }: Awaited<ReturnType<typeof aDesk>>) => {
    const places = [['main', '-'], ...['Europe/Berlin', 'Asia/Tokyo', 'UTC'].map((zone) => ['own', zone])] as [
      string,
      string,
    ][]
    const rows = await Promise.all(
      ['brief', 'weekend'].flatMap((digest) =>
        places.map(async ([edition, zone]) => (await ports.audience.page(digest, edition, zone, undefined, 99)).rows),
      ),
    )
    return rows.flat().map(({ subscriber: _, ...row }) => row)
  }
  const inOrder = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort()

  it('readers are what they were, whoever they are, and came with a list; only who never confirmed stays behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(reader, { selector: (one) => one.local, maxLength: 12 }), async (readers) => {
        const [from, to] = [await aHouse(), await aHouse()]
        for (const [n, { local: name, zone, locale, taken: all, why }] of readers.entries()) {
          const subscriptions = Object.entries(all).map(([digest, { status, edition, ...one }]): Subscription => {
            const is = why ? 'left' : status === 'paused' ? 'active' : (status as Subscription['status'])
            const pause = is === 'active' && status === 'paused' ? { pausedUntil: '2026-12-24@Asia/Tokyo' } : {}
            return { digest, edition, zone: edition === 'own' ? zone : '-', ...one, status: is, ...pause }
          })
          const at = (status: string) => subscriptions.some((one) => one.status === status)
          const status = why ? stopsAs[why]! : at('active') ? 'active' : at('pending') ? 'pending' : 'unsubscribed'
          const id = `sub_${n.toString(16).padStart(20, '0')}` as const
          const address = `${name}@mail.example.net`
          const after = aSubscriber({ id, address, status, zone, locale, subscriptions, version: 0, createdAt: at0 })
          const suppression = why ? { suppression: { why, at: '2026-10-01T00:00:00.000Z' } } : {}
          expect(await from.ports.subscribers.save({ before: undefined, after, ...suppression })).toBe('saved')
        }
        const file = await from.exported()
        const kept = file.split('\r\n').filter((line) => !/,pending,/.test(line))
        const { body } = await to.real('', file)
        expect(body.refusedCount).toBe(file.split('\r\n').length - kept.length)
        expect(body.refused.every((one: { reason: string }) => one.reason.startsWith('Never confirmed'))).toBe(true)
        expect(await to.exported()).toBe(kept.join('\r\n'))
        const listed = (await audience(from)).map((row) => ({ ...row, came: 'listed' }))
        expect(inOrder(await audience(to))).toEqual(inOrder(listed))
        const again = (await to.real('', file)).body
        expect([again.added, again.changed]).toEqual([0, 0])
      }),
      { numRuns: 40 },
    )
  })
  const at0 = at('00:00')
})
