import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createConsole } from '../../functions/http/console.ts'
import { ASKING, LISTS } from '../fixtures/lists.ts'
import { aWorld } from '../support/world.ts'

const kept = (file: string) => readFileSync(join(import.meta.dirname, '../fixtures/readers', file), 'utf8')

async function aDesk() {
  const world = await aWorld()
  const app = createConsole(world.ports, 'the key')
  await world.topics('trade', 'city')
  await world.digest()
  const send = async (body: string, query: Readonly<Record<string, string>> = {}) => {
    const asked = new URLSearchParams({ digest: 'brief', dryRun: 'false', attestation: 'May', ...query })
    const init = { method: 'POST', body, headers: { authorization: 'Bearer the key' } }
    const answer = await app.request(`/api/subscribers/import?${asked}`, init)
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const audience = async () =>
    (await world.ports.audience.page('brief', 'main', '-', undefined, 99)).rows
      .map(({ address }) => address.split('@')[0])
      .toSorted()
  /** How somebody stands, by the part before the @. */
  const stands = async (address: string) => {
    const { subscriber, suppression } = await world.ports.subscribers.byAddress(address)
    return suppression?.why ?? subscriber?.status
  }
  return { ...world, app, send, audience, stands }
}

describe('a list as its service writes it', () => {
  it.each([
    ['wild/resend-audience.csv', 'Resend', ['on-resend'], { 'off-resend': 'unsubscribed' }],
    ['wild/mailpoet.csv', 'MailPoet', ['on-mp'], { 'off-mp': 'unsubscribed' }],
    ['wild/constant-contact.csv', 'Constant Contact', ['on-cc'], { 'off-cc': 'unsubscribed' }],
    ['wild/phplist.csv', 'phpList', ['on-pl'], { 'off-pl': 'blocked', 'never-pl': undefined }],
    ['wild/campaign-monitor.csv', 'Campaign Monitor', [], { 'a-cm': 'unsubscribed', 'b-cm': 'unsubscribed' }],
    ['wild/mailchimp-de.csv', 'Mailchimp', [], { 'de-mc': 'unsubscribed' }],
    ['wild/substack-2.csv', 'Substack', ['ss-a'], { 'ss-b': 'unsubscribed' }],
    ['wild/mailman2-roster.csv', undefined, ['mm1', 'mm2'], {}],
  ] as const)('%s: nobody is written to whom it calls off', async (file, service, on, off) => {
    const { send, audience, stands } = await aDesk()
    const { status, body } = await send(kept(file))
    expect([status, body.service, await audience()]).toEqual([202, service, [...on]])
    for (const [name, how] of Object.entries(off))
      expect([name, await stands(`${name}@mail.example.net`)]).toEqual([name, how])
    expect(body.added).toBe(on.length)
  })

  it('reads addresses as lists write them, and refuses a cell with two', async () => {
    const { send, audience } = await aDesk()
    const { body } = await send(kept('wild/addresses.csv'))
    expect(await audience()).toEqual(['ada-nm', 'b-nm', 'c-nm', 'd-nm', 'g-nm', 'h-nm', 'i-nm', 'j.nm', 'k-nm'])
    expect(body.refused).toMatchObject([{ row: 6, reason: expect.stringContaining('several addresses') }])
    expect([body.headless, body.ignored]).toEqual([undefined, ['emailMarketing']])
  })

  it.each(LISTS.map((one) => [one.kind, one.name, one] as const))('%s: %s', async (_, __, { csv, on, off }) => {
    const { send, audience, stands } = await aDesk()
    const { status, body } = await send(csv)
    expect([status, await audience(), body.added]).toEqual([202, [...on], on.length])
    for (const [name, how] of Object.entries(off))
      expect([name, await stands(`${name}@mail.example.net`)]).toEqual([name, how])
  })
})

describe('a column that nobody knows', () => {
  it.each(ASKING.map((one) => [one.name, one] as const))(
    'stops %s until somebody says what it means',
    async (_, one) => {
      const { send, audience, stands, ports } = await aDesk()
      const refused = await send(one.csv)
      expect([refused.status, refused.body.field]).toEqual([422, 'columns'])
      expect(refused.body.questions.map(({ column }: { column: string }) => column)).toEqual(one.asks)
      expect([await ports.imports.list(9), await audience()]).toEqual([[], []])
      const { status, body } = await send(one.csv, { columns: JSON.stringify(one.answers) })
      expect([status, await audience(), body.added]).toEqual([202, [...one.on], one.on.length])
      for (const [name, how] of Object.entries(one.off))
        expect([name, await stands(`${name}@mail.example.net`)]).toEqual([name, how])
    },
  )

  it('is asked about value by value, and by count beyond a dozen; dates are one value, and no address is among them', async () => {
    const { send } = await aDesk()
    const values = [
      ...Array.from({ length: 20 }, (_, n) => `word ${n}`),
      '2020-01-02',
      '3.4.2021',
      'ada@mail.example.net',
      '',
    ]
    const rows = values.map((value, n) => `r${n}@mail.example.net,${value}`)
    const { body } = await send(`email,opt out\n${rows.join('\n')}\n`)
    expect(body.questions).toEqual([
      {
        column: 'opt out',
        values: Array.from({ length: 12 }, (_, n) => ({ value: `word ${n}`, rows: 1 })),
        others: 12,
      },
    ])
  })

  it('has to be answered whole, in words that we know, and about columns that are there', async () => {
    const { send } = await aDesk()
    const list = 'email,opt out,name\na@mail.example.net,yes,Ada\nb@mail.example.net,no,Ben\n'
    const field = async (columns: string) => {
      const { status, body } = await send(list, { columns })
      return [status, body.field, body.questions?.length]
    }
    expect(await field('{"opt out":{"yes":"off"}}')).toEqual([422, 'columns', 1])
    expect(await field('{"opt out":{"yes":"gone","no":"active"}}')).toEqual([422, 'columns', undefined])
    expect(await field('{"opt out"')).toEqual([422, 'columns', undefined])
    expect(await field('{"optout":{"*":"off"},"phone":"ignore"}')).toEqual([422, 'columns', undefined])
    expect(await field('{"optout":{"*":"off"},"email":"ignore"}')).toEqual([422, 'columns', undefined])
    // Any column may be spoken of, whatever it is called.
    expect(await field('{"Opt-Out":"ignore","name":{"Ada":"active","Ben":"off"}}')).toEqual([202, undefined, 2])
  })

  it('takes nobody in by a second row whose first one was not surely on', async () => {
    const { send, audience, stands } = await aDesk()
    const list =
      'email,opt out\na@mail.example.net,perhaps\na@mail.example.net,no\nb@mail.example.net,no\nb@mail.example.net,yes\n'
    const { body } = await send(list, { columns: '{"opt out":{"no":"active","yes":"off","perhaps":"unconfirmed"}}' })
    expect([await audience(), body.refusedCount, await stands('b@mail.example.net')]).toEqual([[], 2, 'unsubscribed'])
  })

  it('says in a dry run who would come in active, who off, and which columns it passes over', async () => {
    const { send } = await aDesk()
    const list =
      'email,status,Shoe size,State\na@mail.example.net,active,41,VT\nb@mail.example.net,unsubscribed,42,TX\nc@mail.example.net,pending,43,VT\n'
    const { body } = await send(list, { dryRun: 'true', columns: '{"State":"ignore"}' })
    expect(body).toMatchObject({ added: 1, changed: 0, off: 1, refusedCount: 1, ignored: ['Shoe size', 'State'] })
  })

  it('refuses a plain no in a column whose name speaks of mail, and passes over what else stands there', async () => {
    const { send, audience } = await aDesk()
    const rows = ['a,yes', 'b,no', 'c,x', 'd,false', 'e,', 'f,weekly'].map((row) =>
      row.replace(',', '@mail.example.net,'),
    )
    const { body } = await send(`email,emailMarketing\n${rows.join('\n')}\n`)
    expect([await audience(), body.refusedCount, body.ignored]).toEqual([['a', 'c', 'e'], 3, ['emailMarketing']])
  })

  it.each([
    'Kein Newsletter,ja',
    'No newsletter,yes',
    'nomail,1',
    'IsExcludedFromCampaigns,true',
    'Reason,BOUNCE',
    'deactivated_at,2021-05-01',
    'Newsletter,FALSCH',
    'Newsletter,never',
  ])(
    'brings nobody in who is called off in a column that says so the other way round or in other words: %s',
    async (pair) => {
      const { send, audience } = await aDesk()
      const [column, value] = pair.split(',')
      await send(`email,${column}\na@mail.example.net,${value}\n`)
      expect(await audience()).toEqual([])
    },
  )

  it('takes off who is off, though their zone is none that we know', async () => {
    const { send, audience } = await aDesk()
    await send('email\na@mail.example.net\n')
    expect(await audience()).toEqual(['a'])
    await send('email,status,zone\na@mail.example.net,unsubscribed,Pacific Time\n')
    expect(await audience()).toEqual([])
  })

  it('refuses who is plainly off in a column of another name', async () => {
    const { send, audience } = await aDesk()
    const { body } = await send('email,Remarks\na@mail.example.net,Unsubscribed\nb@mail.example.net,likes boats\n')
    expect([await audience(), body.refused[0].reason]).toEqual([
      ['b'],
      expect.stringContaining('"Remarks: Unsubscribed"'),
    ])
  })
})
