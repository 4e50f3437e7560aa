import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { takeInLists } from '../../core/flows/take-in-list.ts'
import type { Role } from '../../core/model/editor.ts'
import type { ImportId } from '../../core/model/reader-import.ts'
import { readerPages } from '../../functions/http/console/readers.tsx'
import { settingsPages } from '../../functions/http/console/settings.tsx'
import { aVisitor } from '../support/console.ts'
import { theSettings } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'

type Desk = Awaited<ReturnType<typeof aDesk>>

async function aDesk({ importRate }: { importRate?: number } = {}) {
  const world = await aWorld()
  if (importRate) Object.assign(world.ports, { importRate })
  const as = (role: Role) => aVisitor(world.ports, [readerPages(world.ports), settingsPages(world.ports)], role)
  await world.topics('trade', 'city')
  await world.digest()
  const find = async (name: string) => (await world.ports.subscribers.byAddress(`${name}@mail.example.net`)).subscriber
  return { ...world, as, find, ...as('editor') }
}

describe('readers', () => {
  it('are listed by address, a page at a time, and found by how it starts', async () => {
    const { open, reader } = await aDesk()
    expect((await open('/readers')).page).toContain('Nobody reads yet')
    for (const name of ['ada', 'adele', 'ben']) await reader(name)
    const { page } = await open('/readers?q=AD')
    expect([page.includes('ada@'), page.includes('adele@'), page.includes('ben@')]).toEqual([true, true, false])
    expect(page).toContain('The Harbour Brief')
    expect((await open('/readers?q=zoe')).page).toContain('No address here starts with “zoe”')
    expect((await open('/readers?q=<b>')).page).toContain('“&lt;b&gt;”')
    const first = (await open('/readers?limit=2')).page
    const next = /href="\/console(\/readers\?cursor=[^"]+)"/.exec(first)![1]!
    expect((await open(next)).page).toContain('ben@')
  })

  it('are shown whole: what they take, what they have agreed to, and why they get nothing', async () => {
    const { open, reader, find, ports } = await aDesk()
    const { id } = await reader('ada', ['trade'])
    const { page } = await open(`/readers/${id}`)
    for (const words of [
      'ada@mail.example.net',
      'trade',
      'Brought in on our word',
      'told us',
      'Europe/Berlin',
      'English',
    ])
      expect(page).toContain(words)

    const before = (await find('ada'))!
    const suppression = { why: 'complained', at: '2026-11-24T05:00:00.000Z' } as const
    await ports.subscribers.save({ before, after: { ...before, status: 'complained' }, suppression })
    expect((await open(`/readers/${id}`)).page).toMatch(/gets no mail: complained/)
    expect((await open('/readers/sub_nope')).status).toBe(404)
  })

  it('come in at once on a word of ours, which is kept', async () => {
    const { send, find, ports, messages } = await aDesk()
    const { status, to } = await send('/readers', {
      email: 'Ada@mail.example.net',
      digest: 'brief',
      zone: 'Asia/Tokyo',
      locale: 'de',
      attestation: 'signed the list in May',
    })
    const ada = (await find('ada'))!
    expect([status, to, ada.status, ada.zone, ada.locale]).toEqual([
      303,
      `/console/readers/${ada.id}`,
      'active',
      'Asia/Tokyo',
      'de',
    ])
    expect(await ports.subscribers.consent(ada.id)).toMatchObject([
      { kind: 'attested', note: 'signed the list in May', form: 'console' },
    ])
    expect(messages).toEqual([])
  })

  it('are asked by mail without it, and the address is in no address of ours', async () => {
    const { send, drain, mails, find } = await aDesk()
    const { said, headers } = await send('/readers', {
      email: 'ada@mail.example.net',
      digest: 'brief',
      attestation: ' ',
    })
    expect(said).toMatch(/confirmation goes out/)
    expect(headers.get('location')).not.toContain('ada')
    await drain()
    expect([mails().length, (await find('ada'))!.status]).toEqual([1, 'pending'])
  })

  it('keep what was typed, with a sentence at each field', async () => {
    const { send, ports } = await aDesk()
    const again = await send('/readers', { email: 'nobody', zone: 'Mars', attestation: 'by <hand>' })
    expect(again.status).toBe(422)
    for (const words of [
      'value="nobody"',
      'value="Mars"',
      'by &lt;hand&gt;',
      'Name 1 to 15 digests',
      'id="wrong-email"',
    ])
      expect(again.page).toContain(words)
    await ports.subscribers.suppress(
      'ada@mail.example.net',
      { why: 'complained', at: ports.now() },
      { id: 'evt_1', counts: [] },
    )
    const no = await send('/readers', { email: 'ada@mail.example.net', digest: 'brief', attestation: 'May' })
    expect([no.status, no.page.includes('gets no mail from us (complained)')]).toEqual([422, true])
  })

  it('stay off what they have left themselves, and the page says so', async () => {
    const { send, reader, ports } = await aDesk()
    const before = await reader('ada')
    const left = before.subscriptions.map((one) => ({ ...one, status: 'left' as const }))
    const known = (await ports.subscribers.get(before.id))!
    await ports.subscribers.save({ before: known, after: { ...known, status: 'unsubscribed', subscriptions: left } })
    const { said } = await send('/readers', { email: 'ada@mail.example.net', digest: 'brief', attestation: 'May' })
    expect(said).toMatch(/have left brief themselves/)
  })

  it('move to another zone, or stay where the zone is none', async () => {
    const { send, reader, ports } = await aDesk()
    const { id } = await reader('ada')
    const again = await send(`/readers/${id}/zone`, { zone: 'Mars/Base' })
    expect([again.status, again.page.includes('value="Mars/Base"')]).toEqual([422, true])
    expect((await send(`/readers/${id}/zone`, { zone: 'Asia/Tokyo' })).to).toBe(`/console/readers/${id}`)
    expect((await ports.subscribers.get(id))!.zone).toBe('Asia/Tokyo')
  })

  it('are erased after a second press, and stay so', async () => {
    const { send, open, reader, find, ports } = await aDesk()
    const { id } = await reader('ada')
    expect((await open(`/readers/${id}`)).page).toMatch(/<details>.*Erase this reader/s)
    const { to, headers } = await send(`/readers/${id}/erase`)
    expect([to, await find('ada')]).toEqual(['/console/readers', undefined])
    expect(headers.get('location')).not.toContain('ada')
    expect((await ports.subscribers.byAddress('ada@mail.example.net')).suppression).toMatchObject({ why: 'erased' })
    expect((await send(`/readers/${id}/erase`)).status).toBe(404)
  })
})

describe('a list of readers', () => {
  const csv = 'email,zone\nzoe@mail.example.net,Asia/Tokyo\nnobody,\nada@mail.example.net,\n'

  /** Puts it down, and opens the page that this leads to. */
  const putDown = async ({ open, send }: Desk, fields: Parameters<Desk['send']>[1]) => {
    const { status, to } = await send('/readers/import', fields, 'multipart')
    expect([status, to]).toEqual([303, expect.stringMatching(/^\/console\/readers\/imports\/imp_/)])
    const path = to!.replace('/console', '')
    return { path, ...(await open(path)) }
  }
  const rows = (count: number) =>
    `email\n${Array.from({ length: count }, (_, n) => `reader${n}@mail.example.net\n`).join('')}`

  it('is looked at first: what would change, what is refused and why, and nothing is done', async () => {
    const desk = await aDesk()
    await desk.reader('ada')
    expect((await desk.open('/readers/import')).page).toContain('type="file"')
    const { page, status } = await putDown(desk, { csv, digest: 'brief' })
    expect(status).toBe(200)
    for (const words of [
      'Nothing is changed yet',
      'waits for your word',
      'looks like name@example.org',
      'Add 1 reader',
    ])
      expect(page).toContain(words)
    expect(page).toMatch(/<dt[^>]*>come in active<\/dt><dd>1<\/dd>/)
    expect(page).toMatch(/<dt[^>]*>off, and remembered<\/dt><dd>0<\/dd>/)
    expect(page).toMatch(/<dt[^>]*>as before<\/dt><dd>1<\/dd>/)
    expect(page).toMatch(/<dt[^>]*>refused<\/dt><dd>1<\/dd>/)
    expect(await desk.find('zoe')).toBeUndefined()
  })

  it('is taken in by the second button, with the word of who brought it; nobody is mailed', async () => {
    const desk = await aDesk()
    const { send, find, ports, messages, open } = desk
    const { path } = await putDown(desk, { csv, digest: 'brief' })
    const unsaid = await send(`${path}/start`, { attestation: ' ' })
    expect([unsaid.status, unsaid.page.includes('Say how these people agreed'), await find('zoe')]).toEqual([
      422,
      true,
      undefined,
    ])

    const done = await send(`${path}/start`, { attestation: 'May' })
    expect([done.status, done.to, done.said]).toEqual([
      303,
      `/console${path}`,
      '2 readers came in active, 0 changed, 0 off and remembered, 0 as before, 1 refused. Nobody is mailed for it.',
    ])
    const zoe = (await find('zoe'))!
    expect(zoe).toMatchObject({ status: 'active', zone: 'Asia/Tokyo' })
    expect(await ports.subscribers.consent(zoe.id)).toMatchObject([
      { kind: 'attested', note: expect.stringMatching(/^May/) },
    ])
    expect(messages).toEqual([])
    expect((await open(path)).page).toContain('All of it is in, but for 1 row: below stands why.')
    // Once more changes nothing.
    expect((await send(`${path}/start`, { attestation: 'June' })).status).toBe(303)
    expect(await ports.subscribers.consent(zoe.id)).toHaveLength(1)
  })

  it('may be a file, in what spreadsheets write', async () => {
    const desk = await aDesk()
    const text = 'email;zone\r\nzoë@mail.example.net;\r\nzoe@mail.example.net;Asia/Tokyo\r\n'
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))
    const file = new File([utf16], 'list.csv', { type: 'text/csv' })
    const { path, page } = await putDown(desk, { file, csv: '', digest: 'brief' })
    expect(page).toMatch(/It reads: z…@mail\.example\.net/)
    await desk.send(`${path}/start`, { attestation: 'x' })
    expect(await desk.find('zoe')).toMatchObject({ zone: 'Asia/Tokyo' })
  })

  it('shows how far it is while it is taken in, comes again by itself, and is done by the clock', async () => {
    const desk = await aDesk({ importRate: 20 })
    const { open, send, ports, clock } = desk
    const { path } = await putDown(desk, { csv: rows(200), digest: 'brief' })
    const started = await send(`${path}/start`, { attestation: 'May' })
    expect(started.said).toBe('It is being taken in.')
    const { page } = await open(path)
    expect(page).toMatch(/<progress max="200" value="\d+"/)
    expect(page).toMatch(/\d+ of 200 rows; \d+ a second; \d+ seconds left/)
    expect(page).toContain(`hx-post="/console${path}/on"`)
    expect((await desk.as('viewer').open(path)).page).toContain(`hx-get="/console${path}"`)
    expect((await open('/readers/import')).page).toContain('being taken in')

    const watched = { 'hx-request': 'true', 'hx-target': 'course' }
    expect((await send(`${path}/on`, {}, 'form', watched)).headers.get('hx-refresh')).toBeNull()
    clock.now += 60_000
    await takeInLists(ports)
    // Then there is more to see than what comes again.
    expect((await send(`${path}/on`, {}, 'form', watched)).headers.get('hx-refresh')).toBe('true')
    const after = (await open(path)).page
    expect(after).toContain('All of it is in.')
    expect(after).not.toMatch(/<progress|hx-post/)
  })

  it('begins at once for whoever watches it, and is left to the clock afterwards', async () => {
    const desk = await aDesk({ importRate: 20 })
    const { send, ports, clock } = desk
    const { path } = await putDown(desk, { csv: rows(200), digest: 'brief' })
    await send(`${path}/start`, { attestation: 'May' })
    const id = path.split('/').at(-1)!
    const done = async () => (await ports.imports.get(id))!.done
    const before = await done()
    await send(`${path}/on`)
    const watched = await done()
    expect(watched).toBeGreaterThan(before)
    clock.now += 60_000
    await send(`${path}/on`)
    expect(await done()).toBe(watched)
  })

  it('is stopped where it is, and says what is in and what is not; a look is forgotten', async () => {
    const desk = await aDesk({ importRate: 20 })
    const { open, send, ports } = desk
    const { path } = await putDown(desk, { csv: rows(200), digest: 'brief' })
    await send(`${path}/start`, { attestation: 'May' })
    const stopped = await send(`${path}/cancel`)
    expect([stopped.to, stopped.said]).toEqual([`/console${path}`, 'It is stopped.'])
    expect((await open(path)).page).toMatch(/It was stopped after \d+ rows\..*\d+ rows had no turn/s)
    expect((await send(`${path}/start`, { attestation: 'May' })).status).toBe(409)

    const look = await putDown(desk, { csv, digest: 'brief' })
    await send(`${look.path}/cancel`)
    expect((await open(look.path)).page).toContain('It was stopped, and is forgotten.')
    expect(await ports.imports.rows(look.path.split('/').at(-1) as ImportId, 0)).toBeUndefined()
    expect((await send(`${look.path}/start`, { attestation: 'May' })).status).toBe(409)
  })

  it('is a file to keep, row by row, when it is done', async () => {
    const desk = await aDesk()
    const { path } = await putDown(desk, { csv, digest: 'brief' })
    await desk.send(`${path}/start`, { attestation: 'May' })
    expect((await desk.open(path)).page).toContain(`${path}/rows.csv`)
    const file = await desk.open(`${path}/rows.csv`)
    expect(file.headers.get('content-type')).toContain('text/csv')
    expect(file.page.split('\r\n')).toEqual([
      'row,became,reason,text',
      '2,added,,',
      expect.stringMatching(/^3,refused,.*looks like.*,"?nobody/),
      '4,added,,',
      '',
    ])
    expect((await desk.as('viewer').open(`${path}/rows.csv`)).status).toBe(403)
  })

  it('is nobody’s to bring, start or stop who may only look', async () => {
    const desk = await aDesk()
    const { path } = await putDown(desk, { csv, digest: 'brief' })
    const viewer = desk.as('viewer')
    expect((await viewer.open(path)).page).not.toMatch(/<button type="submit">Add/)
    for (const step of ['start', 'cancel', 'on', 'more', 'columns'])
      expect((await viewer.send(`${path}/${step}`, { attestation: 'May' })).status).toBe(403)
    expect((await viewer.send('/readers/import', { csv, digest: 'brief' }, 'multipart')).status).toBe(403)
    expect((await desk.open('/readers/imports/imp_nope')).status).toBe(404)
  })

  it.each([
    ...['harbour-unsubscribed.csv', 'Harbour Bounced.csv', 'suppression_list.csv', 'news-opted-out-2024.csv'],
    ...['Abgemeldete.csv', 'désinscrits.csv', 'list-marked-as-spam.csv'],
  ])('is refused whose file is called one of people who are off, where no row says so: %s', async (name) => {
    const { send, find } = await aDesk()
    const file = (text: string) => new File([text], name)
    const list = 'email,name\nzoe@mail.example.net,Zoe\n'
    for (const fields of [
      { file: file(list) },
      { file: new File([list], 'piece.csv'), called: name, pieces: 'more' },
    ]) {
      const { status, page } = await send('/readers/import', { digest: 'brief', ...fields }, 'multipart')
      expect([status, page.includes(name)]).toEqual([422, true])
    }
    expect(await find('zoe')).toBe(undefined)
    const own = 'email,status\nzoe@mail.example.net,unsubscribed\n'
    expect((await send('/readers/import', { digest: 'brief', file: file(own) }, 'multipart')).status).toBe(303)
  })

  it('that is long comes in pieces, each with the header, and is one list; a piece that comes twice counts once', async () => {
    const desk = await aDesk()
    const { send, open, find } = desk
    const piece = (...names: string[]) =>
      new File([['email,zone', ...names.map((name) => `${name}@mail.example.net,`)].join('\n')], 'piece.csv')
    const first = { file: piece('r1', 'r2'), digest: 'brief', upload: 'u1', pieces: 'more' }
    const { id } = JSON.parse((await send('/readers/import', first, 'multipart')).page)
    const path = `/readers/imports/${id}`
    expect(JSON.parse((await send('/readers/import', first, 'multipart')).page)).toEqual({ id })
    // A file that begins alike is another.
    const other = JSON.parse((await send('/readers/import', { ...first, upload: 'u2' }, 'multipart')).page)
    expect(other.id).not.toBe(id)
    expect((await open(path)).page).toContain('More of this list was to come')
    const more = (n: number, file: File, pieces = 'more') =>
      send(`${path}/more`, { file, n: String(n), pieces }, 'multipart')
    expect((await more(2, piece('r9'))).status).toBe(422)
    for (let times = 0; times < 2; times++) expect((await more(1, piece('r3', 'nobody@'))).status).toBe(200)
    for (let times = 0; times < 2; times++) expect((await more(2, piece('r4'), 'last')).status).toBe(200)
    await send(`${path}/on`)
    const { page } = await open(path)
    expect(page).toMatch(/5 rows/)
    // As the whole file numbers it.
    expect(page).toMatch(/<td class="n">5<\/td>/)
    await send(`${path}/start`, { attestation: 'May' })
    expect(await find('r4')).toMatchObject({ status: 'active' })
  })

  describe('with a column that nobody knows', () => {
    const asking =
      'email,Shoe size,opt out\nada@mail.example.net,41,\nben@mail.example.net,42,yes\ncem@mail.example.net,43,\n'

    it('asks what each of its values means, beside the first rows, and does nothing until then', async () => {
      const desk = await aDesk()
      const { path, page } = await putDown(desk, { csv: asking, digest: 'brief' })
      expect(page).toContain('“opt out”: what does it say of whoever has it?')
      for (const words of [
        '(an empty cell)',
        '(2 rows)',
        'yes',
        '(1 row)',
        'a…@mail.example.net',
        'asks you something',
      ])
        expect(page).toContain(words)
      expect(page).not.toContain('ada@mail')
      const one = (await desk.ports.imports.get(path.split('/').at(-1)!))!
      expect([one.status, one.done, one.lookAt]).toEqual(['asking', 0, undefined])
      await takeInLists(desk.ports)
      expect((await desk.ports.imports.get(one.id))!.done).toBe(0)
      expect((await desk.send(`${path}/start`, { attestation: 'May' })).status).toBe(409)
    })

    it('keeps what was said already beside the sentence about what is missing', async () => {
      const desk = await aDesk()
      const { path } = await putDown(desk, { csv: asking, digest: 'brief' })
      const { status, page } = await desk.send(`${path}/columns`, { 'column-0-1': 'off' })
      expect([status, page.includes('Say of each value of “opt out”')]).toEqual([422, true])
      expect(page).toMatch(/<option value="off" selected/)
    })

    it('is looked at by the answers, which stay with it, and taken in by them', async () => {
      const desk = await aDesk()
      const { path } = await putDown(desk, { csv: asking, digest: 'brief' })
      const said = await desk.send(`${path}/columns`, { 'column-0-0': 'active', 'column-0-1': 'off' })
      expect([said.status, said.to]).toEqual([303, `/console${path}`])
      const { page } = await desk.open(path)
      expect(page).toContain('Add 2 readers, take 1 off')
      expect(page).toContain('One column is passed over: “Shoe size”.')
      expect(page).toMatch(/<dt[^>]*>off, and remembered<\/dt><dd>1<\/dd>/)
      await desk.send(`${path}/start`, { attestation: 'May' })
      expect([(await desk.find('ada'))?.status, (await desk.find('ben'))?.status]).toEqual(['active', 'unsubscribed'])
      const [line] = await desk.ports.subscribers.consent((await desk.find('ben'))!.id)
      expect(line).toMatchObject({ kind: 'left', note: 'May (the list says: opt out: yes)' })
      expect((await desk.send(`${path}/columns`, { 'ignored-0': 'yes' })).status).toBe(409)
    })

    it('passes it over where somebody says so, and is forgotten where they would rather not', async () => {
      const desk = await aDesk()
      const { path } = await putDown(desk, { csv: asking, digest: 'brief' })
      await desk.send(`${path}/columns`, { 'ignored-0': 'yes' })
      expect((await desk.open(path)).page).toContain('2 columns are passed over: “Shoe size”, “opt out”.')
      const other = await putDown(desk, { csv: `${asking}dora@mail.example.net,44,\n`, digest: 'brief' })
      await desk.send(`${other.path}/cancel`)
      const id = other.path.split('/').at(-1) as ImportId
      expect([(await desk.ports.imports.get(id))?.status, await desk.ports.imports.rows(id, 0)]).toEqual([
        'cancelled',
        undefined,
      ])
    })

    it('asks about the values of all its pieces together, once the last has come', async () => {
      const desk = await aDesk()
      const piece = (...cells: string[]) =>
        new File(
          [['email,opt out', ...cells.map((cell, n) => `${cell}${n}@mail.example.net,${cell}`)].join('\n')],
          'p.csv',
        )
      const first = { file: piece('yes', 'no'), digest: 'brief', upload: 'u1', pieces: 'more' }
      const { id } = JSON.parse((await desk.send('/readers/import', first, 'multipart')).page)
      const path = `/readers/imports/${id}`
      await desk.send(`${path}/more`, { file: piece('no', 'perhaps'), n: '1', pieces: 'last' }, 'multipart')
      expect((await desk.ports.imports.get(id))?.questions).toEqual([
        {
          column: 'opt out',
          values: [
            { value: 'yes', rows: 1 },
            { value: 'no', rows: 2 },
            { value: 'perhaps', rows: 1 },
          ],
          others: 0,
        },
      ])
      const answers = { 'column-0-0': 'off', 'column-0-1': 'active', 'column-0-2': 'unconfirmed' }
      await desk.send(`${path}/columns`, answers)
      await desk.send(`${path}/start`, { attestation: 'May' })
      const statuses = await Promise.all(
        ['yes0', 'no1', 'no0', 'perhaps1'].map(async (name) => (await desk.find(name))?.status),
      )
      expect(statuses).toEqual(['unsubscribed', 'active', 'active', undefined])
    })
  })

  it('without a header says what it was taken for; in pieces its first row counts once', async () => {
    const desk = await aDesk()
    const { page } = await putDown(desk, { csv: 'ada@mail.example.net\nben@mail.example.net', digest: 'brief' })
    expect(page).toContain('It has no header: its one column was taken for addresses')
    const piece = (...names: string[]) =>
      new File([['r0', ...names].map((name) => `${name}@mail.example.net`).join('\n')], 'p.csv')
    const first = { file: piece('r1'), digest: 'brief', upload: 'u1', pieces: 'more' }
    const { id } = JSON.parse((await desk.send('/readers/import', first, 'multipart')).page)
    await desk.send(`/readers/imports/${id}/more`, { file: piece('r2'), n: '1', pieces: 'last' }, 'multipart')
    await desk.send(`/readers/imports/${id}/on`)
    expect(await desk.ports.imports.get(id)).toMatchObject({ rows: 3, counts: { added: 3, refused: 0 } })
  })

  it.each([
    ['a roster', []],
    ['a roster under a title', ['Readers of the harbour']],
    ['a table of one column', ['email']],
    ['a table', ['email,zone']],
    ['a table under titles', ['Members for group harbour', '', 'Nickname;Email address;Status']],
    ['a table that says what parts it', ['sep=;', 'Email;Zone']],
  ])('loses nobody in pieces, nor has anybody twice: %s', async (_, head) => {
    const desk = await aDesk()
    const line = (n: number) => {
      const address = `r${n}@mail.example.net`
      const last = head.at(-1) ?? ''
      return last.startsWith('Nickname')
        ? `N;${address};active`
        : last.includes(';')
          ? `${address};`
          : last.includes(',')
            ? `${address},`
            : address
    }
    // What the browser runs, without its page.
    const script = readFileSync(new URL('../../functions/http/console/client/import.js', import.meta.url), 'utf8')
    const context = { document: { querySelector: () => null }, TextEncoder, TextDecoder }
    const { piecesOf, textOf } = runInNewContext(
      `${script.replaceAll('3 * 1024 * 1024', '120')}; ({ piecesOf, textOf })`,
      context,
    )
    const text = [...head, ...Array.from({ length: 12 }, (_, n) => line(n))].join('\n')
    const pieces: string[] = piecesOf(textOf(Buffer.from(text, 'utf16le')))
    expect(pieces.length).toBeGreaterThan(2)
    const file = (n: number) => new File([pieces[n]!], 'piece.csv')
    const first = { file: file(0), digest: 'brief', upload: 'u1', pieces: 'more' }
    const { id } = JSON.parse((await desk.send('/readers/import', first, 'multipart')).page)
    for (let n = 1; n < pieces.length; n++)
      await desk.send(
        `/readers/imports/${id}/more`,
        { file: file(n), n: `${n}`, pieces: n + 1 < pieces.length ? 'more' : 'last' },
        'multipart',
      )
    await desk.send(`/readers/imports/${id}/on`)
    expect(await desk.ports.imports.get(id)).toMatchObject({ rows: 12, counts: { added: 12, refused: 0 } })
  })

  it('is refused as a whole, and stays in the form, where it is none', async () => {
    const { send } = await aDesk()
    for (const [given, words] of [
      ['', 'Choose a file, or paste a list.'],
      ['name\nAda', 'No column holds addresses'],
    ] as const) {
      const { status, page } = await send('/readers/import', { csv: given, digest: 'brief' }, 'multipart')
      expect([status, page.includes(words), page.includes('name="csv"')]).toEqual([422, true, true])
    }
    const nowhere = await send('/readers/import', { csv: 'email\na@mail.example.net' }, 'multipart')
    expect([nowhere.status, nowhere.page.includes('id="wrong-digest"')]).toEqual([422, true])
    expect((await send('/readers/import', { csv, digest: 'nope' }, 'multipart')).status).toBe(422)
  })

  it('of more than 4 MB is to be divided', async () => {
    const { send } = await aDesk()
    for (const size of [4.2, 6]) {
      const long = `email\n${'x'.repeat(size * 1024 * 1024)}`
      const { status, page } = await send('/readers/import', { csv: long, digest: 'brief' }, 'multipart')
      expect([status, page.includes('longer than 4 MB'), page.length < 20_000]).toEqual([413, true, true])
    }
  })

  it('goes out as the API writes it, to those who may change it', async () => {
    const { open, reader, as } = await aDesk()
    await reader('ada')
    const { page, headers } = await open('/readers/export')
    expect(page).toMatch(/^email,digest,status.*\r\nada@mail\.example\.net,brief,active/)
    expect(headers.get('content-type')).toContain('text/csv')
    expect((await as('viewer').open('/readers/export')).status).toBe(403)
  })
})

describe('settings', () => {
  const fields = { name: 'Quay Post', postalAddress: '1 Quay', from: theSettings.from, replyTo: theSettings.replyTo }

  it('are changed by an owner', async () => {
    const { as, ports } = await aDesk()
    expect((await as('owner').send('/settings', fields)).status).toBe(303)
    expect(await ports.settings.get()).toEqual({
      ...theSettings,
      publisher: { name: 'Quay Post', postalAddress: '1 Quay' },
    })
  })

  it('keep what was typed beside what is wrong, and change nothing', async () => {
    const { as, ports } = await aDesk()
    const again = await as('owner').send('/settings', { ...fields, name: '<b>', from: 'nobody' })
    expect(again.status).toBe(422)
    for (const words of ['value="nobody"', 'id="wrong-from"', 'value="&lt;b&gt;"']) expect(again.page).toContain(words)
    expect(await ports.settings.get()).toEqual(theSettings)
  })

  it('say what is missing before anything goes out', async () => {
    const { open, ports, as } = await aDesk()
    await ports.settings.put({ ...theSettings, from: '', publisher: { name: 'P', postalAddress: '' } })
    expect((await open('/settings')).page).toContain('No postal address is set')
    expect((await as('owner').send('/settings', { ...fields, from: '' })).status).toBe(303)
  })

  it('let a copy send by its name alone', async () => {
    const { ports: original, as: _, ...world } = await aDesk()
    let armed = 0
    const fence = {
      ...original.fence,
      table: 'tidings-copy',
      check: async () => ({ kind: 'closed', reason: 'This table is a copy.' }) as const,
      arm: async () => {
        armed += 1
        return { kind: 'armed', installation: 'ins_1' } as const
      },
    }
    const ports = { ...original, fence }
    const owner = aVisitor(ports, [settingsPages(ports)], 'owner')
    expect((await owner.open('/settings')).page).toContain('This table is a copy.')
    const again = await owner.send('/settings/arm', { table: 'tidings' })
    expect([again.status, again.page.includes('This is not its name'), again.page.includes('value="tidings"')]).toEqual(
      [422, true, true],
    )
    expect(armed).toBe(0)
    expect((await owner.send('/settings/arm', { table: 'tidings-copy' })).status).toBe(303)
    expect([armed, world.messages]).toEqual([1, []])
    expect((await aVisitor(ports, [settingsPages(ports)], 'editor').send('/settings/arm')).status).toBe(403)
  })

  it('are for owners: whoever else opens them sees them, and no button', async () => {
    const { as } = await aDesk()
    for (const role of ['editor', 'viewer'] as const) {
      const { page, status } = await as(role).open('/settings')
      expect([status, page.includes('12 Quay Street'), page.match(/method="post"/g)?.length]).toEqual([200, true, 1])
      expect((await as(role).send('/settings', fields)).status).toBe(403)
    }
  })
})

describe('a viewer', () => {
  it('sees every reader, and may do nothing with them', async () => {
    const { as, reader, find } = await aDesk()
    const { id } = await reader('ada')
    for (const path of ['/readers', `/readers/${id}`, '/readers/import']) {
      const { page, status } = await as('viewer').open(path)
      expect([status, page.match(/method="post"/g)?.length]).toEqual([200, 1])
    }
    for (const path of ['/readers', '/readers/import', `/readers/${id}/zone`, `/readers/${id}/erase`])
      expect([path, (await as('viewer').send(path)).status]).toEqual([path, 403])
    expect(await find('ada')).toBeDefined()
  })
})
