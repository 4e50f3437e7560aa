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
    expect([body.headless, body.ignored]).toEqual([undefined, []])
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

  it('takes in who has a yes or a mark in a column that says newsletter and nothing else, and nobody besides', async () => {
    const { send, audience } = await aDesk()
    const rows = ['a,yes', 'b,no', 'c,x', 'd,false', 'e,', 'f,weekly'].map((row) =>
      row.replace(',', '@mail.example.net,'),
    )
    for (const name of ['emailMarketing', 'Newsletter', 'Mailing list 2', 'Infobrief', 'Boletín', '营销']) {
      const { body } = await send(`email,${name}\n${rows.join('\n')}\n`, { dryRun: 'true' })
      expect([name, body.added, body.refusedCount, body.ignored]).toEqual([name, 2, 4, []])
      expect(body.refused[2].reason).toBe(
        `"${name}: nothing" is no clear yes: write "active" or "unsubscribed" in a column "status".`,
      )
    }
    await send(`email,Newsletter\n${rows.join('\n')}\n`)
    expect(await audience()).toEqual(['a', 'c'])
  })

  it('refuses a plain no in a column whose name speaks of mail, and passes over what else stands there', async () => {
    const { send, audience } = await aDesk()
    const rows = ['a,yes', 'b,no', 'c,x', 'd,false', 'e,', 'f,weekly'].map((row) =>
      row.replace(',', '@mail.example.net,'),
    )
    const { body } = await send(`email,Newsletter source\n${rows.join('\n')}\n`)
    expect([await audience(), body.refusedCount, body.ignored]).toEqual([['a', 'c', 'e'], 3, ['Newsletter source']])
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
    'Remove,yes',
    'Delete?,x',
    'Gone,1',
    'Ne plus contacter,oui',
    'Nicht kontaktieren,ja',
    'Wants it,no',
    'On list,no',
    'Weekly,no',
    'Frequency,never',
    'Souhaite recevoir la lettre,non',
    'Möchte Post,nein',
    'Verteiler,nein',
    'Frequenza,mai',
    'Quiere recibir,no',
    'يرغب,لا',
    '愿意,否',
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

describe('what stands around addresses', () => {
  const [a, b] = ['a@mail.example.net', 'b@mail.example.net']

  it.each([
    ...['Unsubscribed:', 'Blacklist', 'Unsubscribed contacts', 'Suppressed contacts', 'Do not mail', 'Not confirmed'],
    ...['Inactive', 'Pending', 'Abgemeldete', 'Désabonnés', 'Bajas de 2024', 'Afmeldt', '已退订', 'Отписались', 'ملغي'],
  ])('refuses a list whose title calls people off: %s', async (title) => {
    const { send, audience, ports } = await aDesk()
    for (const list of [`${title}\n${a}\n`, `${title}\n\nemail\n${a}\n`, `Harbour\n${title}\nemail,name\n${a},A\n`]) {
      const { status, body } = await send(list)
      expect([status, body.field, body.detail ?? body.errors?.[0]]).toEqual([
        422,
        'body',
        expect.stringContaining(title),
      ])
    }
    expect([await audience(), await ports.imports.list(9)]).toEqual([[], []])
  })

  it.each([
    `${a}\nUnsubscribed\n${b}\n`,
    `email\n${a}\n--- do not mail ---\n${b}\n`,
    `email,name\n${a},A\nAbgemeldet:\n${b},B\n`,
    `email,name\n${a},A\nUnsubscribed,\n${b},B\n`,
    `name,email\nA,${a}\nUnsubscribed people,\nB,${b}\n`,
  ])('refuses a list with a line that calls off those below it', async (list) => {
    const { send, audience } = await aDesk()
    const { status, body } = await send(list)
    expect([status, body.field, await audience()]).toEqual([422, 'body', []])
  })

  it.each([
    `name,email\nA,${a}\nAusgetretene:,\nB,${b}\n`,
    `name,email\nA,${a}\n*** Left ***,\nB,${b}\n`,
    `name,email\nA,${a}\n# Stopped,\nB,${b}\n`,
  ])('knows a heading by its signs, in whatever column it stands', async (list) => {
    const { send, audience } = await aDesk()
    const { status, body } = await send(list)
    expect([status, body.field, await audience()]).toEqual([422, 'body', []])
  })

  it.each([
    `email,name\n${a},A\nemail,unsubscribed_at\n${b},2024-01-01\n`,
    `email,name\n${a},A\n\nEmail,Date left\n${b},2024-01-01\n`,
    `email,name\n${a},A\nName,E-Mail,Stopped\nB,${b},yes\n`,
  ])('refuses two lists in one file, whose second names other columns', async (list) => {
    const { send, audience } = await aDesk()
    const { status, body } = await send(list)
    expect([status, body.field, body.detail, await audience()]).toEqual([
      422,
      'body',
      expect.stringContaining('names columns once more'),
      [],
    ])
  })

  it.each(['no-address', 'none', 'no address given', 'keine', 'Sin dirección', '无'])(
    'takes "%s" for an address that is missing, and for no title',
    async (blank) => {
      const { send, audience } = await aDesk()
      const { body } = await send(`email,name\n${a},A\n${blank},\n${b},B\n`)
      expect([await audience(), body.refusedCount]).toEqual([['a', 'b'], 1])
    },
  )

  it('passes over its own header, where files were put one below the other', async () => {
    const { send, audience } = await aDesk()
    const { body } = await send(`email,contact\n${a},mail\nEmail,Contact\n${b},mail\n,mail\n`)
    expect([await audience(), body.refusedCount]).toEqual([['a', 'b'], 2])
  })

  it('says which line of a list it is, and what to do with it', async () => {
    const { send } = await aDesk()
    const { body } = await send(`${a}\nUnsubscribed\n${b}\n`)
    expect(JSON.stringify(body)).toContain('Row 2 reads \\"Unsubscribed\\"')
  })

  it('takes a title that calls nobody off for a title, and somebody without an address for a row', async () => {
    const { send, audience } = await aDesk()
    // In German and French it is a month, in Italian never.
    await send('Mitglieder im Mai\nc@mail.example.net\n')
    await send(`Subscribed contacts of harbour-news\nemail,name\n${a},A\n,Ann Block\nBerlin:,\n${b},B\n`)
    expect(await audience()).toEqual(['a', 'b', 'c'])
  })

  it.each([
    `Ada <${a}> (unsubscribed)`,
    `Ada <${a}> nomail`,
    `UNSUBSCRIBED <${a}>`,
    `Ada - do not mail <${a}>`,
    `Ada <${a}> - do not mail`,
    `Ada (inaktiv) <${a}>`,
    `Ada [bounced] <${a}>`,
    `Ada, désabonnée <${a}>`,
    `Ada <${a}> kein Newsletter`,
    `Ada <${a}> ❌`,
    `Ada <${a}> – pending`,
    `Ada <${a}> 已退订`,
    `mailto:${a}?subject=unsubscribe`,
    `${a} unsubscribed`,
  ])('refuses who is called off beside their address: %s', async (cell) => {
    const { send, audience } = await aDesk()
    const { body } = await send(`email\n"${cell}"\n`)
    expect([body.refusedCount, await audience()]).toEqual([1, []])
  })

  it.each([
    `Ann Block <${a}>`,
    `Amit Bajaj <${a}>`,
    `Ann Stop (office) <${a}>`,
    `"Ann" <${a}> work`,
    `Jean-Noël Left <${a}>`,
  ])('takes a name for a name: %s', async (cell) => {
    const { send, audience } = await aDesk()
    await send(`email\n"${cell.replaceAll('"', '""')}"\n`)
    expect(await audience()).toEqual(['a'])
  })
})

describe('a column that is about something else', () => {
  it.each([
    ...[
      'notes,asked to be unsubscribed',
      'notes,unsubscribed 2021-03-01',
      'tags,customer;unsubscribed',
      'tags,inactive',
    ],
    ...[
      'notes,do not email her',
      'notes,please no newsletter',
      'Notizen,möchte keinen Newsletter mehr',
      'groups,Opted out',
    ],
    ...['Bemerkung,abgemeldet am 3.4.', 'name,Ada (unsubscribed)', 'name,UNSUBSCRIBED Ada', ',unsubscribed'],
    ...[
      'type,ex-subscriber',
      'type,Ehemalig',
      'type,unsubscribed by admin',
      'type,Opt-out (GDPR)',
      'locale,unsubscribed',
    ],
    ...['tags,nomail', 'tags,vip;DNC', 'comment,STOP', 'notes,please remove me', 'notes,no longer subscribed'],
    ...['topics,unsubscribed', "notes,don't email", 'notes,Dada de baja en mayo', 'notes,已退订'],
  ])('brings nobody in who is called off in it: %s', async (pair) => {
    const { send, audience } = await aDesk()
    const [column, value] = pair.split(',')
    const { body } = await send(`email,${column}\na@mail.example.net,${value}\n`)
    expect([await audience(), body.refusedCount]).toEqual([[], 1])
  })

  it.each([
    ...['notes,likes boats and long mails', 'notes,no address in winter', 'name,Ann Block', 'name,Jean-Noël Left'],
    ...['tags,customer;vip', 'type,customer', 'city,Baja', 'notes,not in on Mondays', 'Membership,yes', 'News,weekly'],
    ...[
      'Mailing Street,Quay 1',
      'MailingCity,Rome',
      'Mailing State/Province,VT',
      'Contact No,1234',
      'Last name,Stop',
      'Post,yes',
    ],
  ])('says nothing where it calls nobody off: %s', async (pair) => {
    const { send, audience } = await aDesk()
    const [column, value] = pair.split(',')
    await send(`email,${column}\na@mail.example.net,${value}\n`)
    expect(await audience()).toEqual(['a'])
  })
})

describe('a row that nobody is sure of', () => {
  const both = (status: string, rows: string) => `${status}\n${rows}`.replaceAll(/\b([abc]),/g, '$1@mail.example.net,')

  it.each([
    ['email,status', 'a,unsubscribed,x'],
    ['email,status,city', 'a,unsubscribed'],
    ['email,name,status', 'a,Reed, Ada,unsubscribed'],
    ['email,name,subscribed_to_emails', 'a,Reed, Ada,false'],
    ['email,first,status,city', 'a,Ada,van Reed,x,unsubscribed,Bergen,x'],
  ])('takes off who is off in it, though it has cells too many or too few: %s: %s', async (header, row) => {
    const { send, audience, stands } = await aDesk()
    await send('email\na@mail.example.net\n')
    const { body } = await send(both(header, row))
    expect([await audience(), body.off, await stands('a@mail.example.net')]).toEqual([[], 1, 'unsubscribed'])
  })

  it('takes off who is off by an answer in such a row, and asks nothing about what stands in the wrong column', async () => {
    const { send, audience } = await aDesk()
    await send('email\na@mail.example.net\n')
    const list = both('email,name,opt out', 'a,Reed, Ada,yes\nb,Ben,no')
    const { body } = await send(list)
    expect(body.questions).toEqual([{ column: 'opt out', values: [{ value: 'no', rows: 1 }], others: 0 }])
    await send(list, { columns: '{"opt out":{"no":"active","yes":"off"}}' })
    expect(await audience()).toEqual(['b'])
  })

  it('refuses a row of too many or too few cells otherwise, and takes nobody in by it', async () => {
    const { send, audience } = await aDesk()
    const { body } = await send(both('email,status', 'a,active,x\nb\nb@mail.example.net'))
    expect([await audience(), body.refused.map(({ reason }: any) => reason)]).toEqual([
      [],
      [expect.stringContaining('too many'), expect.stringContaining('fewer'), expect.stringContaining('fewer')],
    ])
  })

  it.each([
    'a,active\na,perhaps',
    'a,perhaps\na,active',
    'a,active\nb,active\na,pending\na,active',
    'a,active\na,',
    'a,active\na,active,x',
    'a,active\na,unsubscribed,x',
    'a,active\na,unsubscribed',
    'a,unsubscribed\na,active',
  ])('brings nobody in by another row of the same list, whichever comes first: %s', async (rows) => {
    const { send, audience } = await aDesk()
    await send(both('email,status', rows))
    expect((await audience()).includes('a')).toBe(false)
  })

  it.each([
    'a,active\n"a@mail.example.net; c@mail.example.net",unsubscribed',
    '"c@mail.example.net, A@mail.example.net.",unsubscribed\na,active',
    'a,active\na,active,c@mail.example.net,unsubscribed',
    'c,unsubscribed,a@mail.example.net\na,active',
  ])('brings nobody in of whom another row is about several people: %s', async (rows) => {
    const { send, audience } = await aDesk()
    await send(both('email,status', `${rows}\nb,active`))
    expect(await audience()).toEqual(['b'])
  })

  it('brings nobody in by a first row whose second one was not surely on, once somebody has said so', async () => {
    const { send, audience } = await aDesk()
    const list = both('email,opt out', 'a,no\na,perhaps\nb,no')
    await send(list, { columns: '{"opt out":{"no":"active","perhaps":"unconfirmed"}}' })
    expect(await audience()).toEqual(['b'])
  })
})

describe('a word for a status', () => {
  it.each(['churned', 'past_due', 'malformed', 'upcoming'])(
    '%s is none where nobody has looked it up, in a list of Buttondown, too',
    async (word) => {
      const { send, audience } = await aDesk()
      await send(`email,type,creation_date\na@mail.example.net,${word},2024-05-05\n`)
      expect(await audience()).toEqual([])
    },
  )

  it.each(['churning', 'premium', 'paused', 'regular', 'unpaid'])(
    '%s is one of Buttondown alone: what somebody pays says nothing elsewhere',
    async (word) => {
      const { send, audience } = await aDesk()
      await send(`email,status\na@mail.example.net,${word}\n`)
      expect(await audience()).toEqual([])
      await send(`email,type,creation_date\nb@mail.example.net,${word},2024-05-05\n`)
      expect(await audience()).toEqual(['b'])
    },
  )

  it.each([
    '☐ subscribed',
    '❌ Active',
    '[ ] active',
    '!active',
    'active?',
    '¬active',
    '- active',
    'a̶c̶t̶i̶v̶e̶',
    '(active)',
    `active${' '.repeat(300)}no`,
  ])('is none with a sign that may say no: %s', async (word) => {
    const { send, audience } = await aDesk()
    await send(`email,status\na@mail.example.net,${word}\n`)
    expect(await audience()).toEqual([])
  })

  it('is one with a sign that says yes or none at all, and who is off is off with any', async () => {
    const { send, audience, stands } = await aDesk()
    await send(
      'email,status\na@mail.example.net,✅ Active\nb@mail.example.net, Opted-In \nc@mail.example.net,!unsubscribed\n',
    )
    expect([await audience(), await stands('c@mail.example.net')]).toEqual([['a', 'b'], 'unsubscribed'])
  })
})

describe('a column that says it in other words', () => {
  it.each([
    ...['reception,nomail', 'Email OK,No', 'May we email you?,No', 'Contact by email,No', 'Can contact,false'],
    ...['user_allow_massemail,0', 'Expired,yes', 'Avregistrerad,Ja', 'Afmeldt,Ja', 'Отписан,да', 'Wypisany,tak'],
    ...[
      'Mailings,off',
      'Rundmail,nein',
      'Avmeldt dato,2021-01-01',
      'No contact,1',
      'Odhlášen,ano',
      'Leiratkozott,igen',
    ],
    ...['配信停止,1', '수신거부,Y', 'Abonelik iptal,evet', 'Keine E-Mails,x', 'noemail,1', 'Post per E-Mail,nein'],
    ...['Wants email,n', 'Contacto por correo,no', 'Email notifications,disabled', 'Newsletter-Ende,2021-01-01'],
    ...['DNE,yes', "Don't send,x", 'Reachable,no', 'Quit,2020-01-01', 'Deceased,yes', 'Objection,yes', 'On hold,1'],
    ...[
      'Ausgetreten,ja',
      'Storniert,ja',
      'Verstorben,ja',
      'Abo,nein',
      'Nicht anschreiben,ja',
      'Mitglied bis,2020-01-01',
    ],
    ...['Désactivé,oui', 'Opposition,oui', 'Date de sortie,2020-01-01', 'Ne plus envoyer,oui', 'RGPD,non', 'Cese,sí'],
    ...['No enviar,sí', 'Desactivado,sí', 'Excluido,sí', 'Non inviare,sì', 'Rimosso,sì', 'Não enviar,sim', 'Saída,sim'],
    ...[
      'Gestopt,ja',
      'Beëindigd,2020-01-01',
      'Uitgesloten,ja',
      'رفض,نعم',
      'لا ترسل,نعم',
      '已注销,是',
      '勿发,是',
      '拒绝,是',
    ],
    ...[
      'News,no',
      'Updates,off',
      'Promotions,false',
      'Notifications,off',
      'Membership,expired',
      'Receives,n',
      'Agree,no',
    ],
    ...['Registered,no', 'Mail error,550', 'NDR,1', 'Returned,1', 'Erased,1', 'Account closed,1', 'Validation,bad'],
    ...['Mails,no thanks', 'Preferred contact,none', 'Email?!,no', 'Deactivated,1', 'Peruutettu,kyllä'],
  ])('brings nobody in without asking: %s', async (pair) => {
    const { send, audience } = await aDesk()
    const [column, value] = pair.split(',')
    await send(`email,${column}\na@mail.example.net,${value}\n`)
    expect(await audience()).toEqual([])
  })

  it.each([
    ...['Email last opened at,2024-01-01', 'Emails received (6mo),0', 'Contact owner,Ann', 'Contact No,555 0100'],
    ...['Email domain,mail.example.net', 'Month,May', 'Notes,likes boats', 'emailMarketing,x'],
  ])('passes over what says nothing of mail: %s', async (pair) => {
    const { send, audience } = await aDesk()
    const [column, value] = pair.split(',')
    await send(`email,${column}\na@mail.example.net,${value}\n`)
    expect(await audience()).toEqual(['a'])
  })

  it('calls a cell a date only where nothing else stands in it', async () => {
    const { send, audience, stands } = await aDesk()
    const rows = ['a,2021-05-04 given', 'b,2022-01-01 withdrawn', 'c,2021-05-04', 'd,04.05.2021 10:30', 'e,0000-00-00']
    const list = `email,Consent\n${rows.map((row) => row.replace(',', '@mail.example.net,')).join('\n')}\n`
    const { body } = await send(list)
    expect(body.questions[0].values).toEqual([
      { value: '2021-05-04 given', rows: 1 },
      { value: '2022-01-01 withdrawn', rows: 1 },
      { value: '(a date)', rows: 2 },
      { value: '0000-00-00', rows: 1 },
    ])
    const answers = { '2021-05-04 given': 'active', '(a date)': 'active', '*': 'off' }
    await send(list, { columns: JSON.stringify({ Consent: answers }) })
    expect([await audience(), await stands('b@mail.example.net')]).toEqual([['a', 'c', 'd'], 'unsubscribed'])
  })
})
