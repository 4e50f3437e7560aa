import { spawnSync } from 'node:child_process'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { aMail, aMailbox, posted } from './support.ts'

const hostile = {
  emoji: '🚢⚓️ Häfen & 👩‍👩‍👧‍👦 at sea 🇩🇪',
  'right to left': 'أخبار الميناء: السفن تنتظر خارج الرصيف الشرقي حتى يوم غد',
  Hebrew: 'חדשות הנמל',
  'three hundred letters': 'ö'.repeat(300),
  'three hundred plain letters': 'x'.repeat(300),
  'a long plain sentence': 'Talks resume at noon and hauliers say that the backlog takes a month. '.repeat(5).trim(),
  'what looks encoded': '=?utf-8?Q?Not=20encoded?= at all',
  'what looks like an address': 'Re: <a@b.example>, "quoted" \\ and; more',
  'spaces that count': '  two  spaces  ',
  Japanese: '港の新聞、ストライキ二週目に入る。四十隻が沖で停泊、荷主は遠回りの川を選ぶ',
  'a lone surrogate': 'half \ud83d a ship',
}

const body = [
  'Grüße aus dem Hafen 🚢 ',
  '',
  '. a dot = an equals sign',
  `${'long '.repeat(60)}end`,
  'From the editor\t',
].join('\n')

async function anEml(changes: object) {
  const { ask, messages } = aMailbox()
  const sent = await ask('/emails', posted(aMail(changes)))
  expect(sent.status).toBe(200)
  const answer = await ask(`/messages/${messages()[0]!.id}.eml`)
  expect(answer.headers.get('content-type')).toBe('message/rfc822')
  return answer.text()
}

test.each(Object.entries(hostile))('a subject with %s is read as it was written', async (_, subject) => {
  const eml = await anEml({ subject, text: body, html: `<p>${body}</p>` })
  const read = await PostalMime.parse(eml)

  expect(read.subject?.trim()).toBe(subject.toWellFormed().trim())
  expect(read.text?.trimEnd()).toBe(body.trimEnd())
  expect(read.html?.trimEnd()).toBe(`<p>${body}</p>`)
})

test.each(Object.entries(hostile))(
  'the lines of a mail with %s are short, and so is each encoded word',
  async (_, subject) => {
    const eml = await anEml({
      subject,
      from: `${subject.replace(/[<>"\\,]/g, '')} <brief@harbour.example>`,
      text: body,
    })

    expect(eml).not.toMatch(/[^\r]\n|\r[^\n]/)
    expect(eml).not.toMatch(/[^\x20-\x7e\r\n\t]/)
    for (const line of eml.split('\r\n')) {
      if (line.includes('x'.repeat(80))) continue
      expect(line.length).toBeLessThanOrEqual(78)
    }
    for (const word of eml.match(/=\?utf-8\?B\?[^?]*\?=/g) ?? []) {
      expect(word.length).toBeLessThanOrEqual(75)
      const bytes = Buffer.from(word.slice(10, -2), 'base64')
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow()
    }
  },
)

test('addresses, list headers, date and id are where a mail program looks for them', async () => {
  const eml = await anEml({
    from: '"Häfen, the \\"Brief\\"" <brief@harbour.example>',
    to: ['Ann, of "the" sea <ann@mail.example.com>', 'bo@bücher.example'],
    reply_to: 'The editor <editor@harbour.example>',
    headers: {
      'List-Id': 'Häfen <brief.harbour.example>',
      'List-Unsubscribe': `<https://harbour.example/unsubscribe/${'t'.repeat(90)}>, <mailto:leave@harbour.example>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Bcc: 'nobody@harbour.example',
    },
  })
  const read = await PostalMime.parse(eml)
  const header = (name: string) => read.headers.find((one) => one.key === name)?.value

  expect(read.from).toMatchObject({ name: 'Häfen, the "Brief"', address: 'brief@harbour.example' })
  expect(read.to).toMatchObject([
    { name: 'Ann, of "the" sea', address: 'ann@mail.example.com' },
    { name: '', address: 'bo@xn--bcher-kva.example' },
  ])
  expect(read.replyTo).toMatchObject([{ name: 'The editor', address: 'editor@harbour.example' }])
  expect(read.date).toBe('2026-11-24T08:00:00.000Z')
  expect(read.messageId).toMatch(/^<0102[0-9a-f]{12}-[0-9a-f]{8}-000000@eu-west-1\.amazonses\.com>$/)
  expect(header('list-unsubscribe')).toBe(
    `<https://harbour.example/unsubscribe/${'t'.repeat(90)}>, <mailto:leave@harbour.example>`,
  )
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect(header('bcc')).toBeUndefined()
  expect(eml).toMatch(/^List-Id: =\?utf-8\?B\?[^?]+\?= <brief\.harbour\.example>\r$/m)
})

test('text comes first and HTML last; one part alone needs no other', async () => {
  const both = await anEml({})
  const alone = await anEml({ html: undefined })

  expect(both.indexOf('text/plain')).toBeLessThan(both.indexOf('text/html'))
  expect(both).toContain('Content-Type: multipart/alternative;')
  expect(alone).not.toContain('multipart')
  expect((await PostalMime.parse(alone)).text?.trim()).toBe('Forty ships at anchor')
})

test('an attachment is whole, under its own name', async () => {
  const bytes = Buffer.from(Array.from({ length: 500 }, (_, i) => i % 256))
  const attachments = [{ filename: 'your data, März.csv', content: bytes.toString('base64'), content_type: 'text/csv' }]

  const read = await PostalMime.parse(await anEml({ attachments }))

  expect(read.text?.trim()).toBe('Forty ships at anchor')
  expect(read.attachments[0]).toMatchObject({ filename: 'your data, März.csv', mimeType: 'text/csv' })
  expect(Buffer.from(read.attachments[0]!.content as ArrayBuffer)).toEqual(bytes)
})

const script = `
import email, email.policy, json, sys
found = []
for source in json.load(sys.stdin):
    message = email.message_from_bytes(source.encode('ascii'), policy=email.policy.default)
    found.append({
        'subject': str(message['subject']),
        'from': message['from'].addresses[0].display_name,
        'to': message['to'].addresses[0].addr_spec,
        'date': message['date'].datetime.isoformat(),
        'kinds': [part.get_content_type() for part in message.iter_parts()],
        'text': message.get_body(('plain',)).get_content().replace('\\r\\n', '\\n'),
        'html': message.get_body(('html',)).get_content().replace('\\r\\n', '\\n'),
        'defects': [str(one) for part in message.walk() for one in part.defects] + [str(one) for name in ('subject', 'from', 'to') for one in message[name].defects],
    })
json.dump(found, sys.stdout)
`

test('Python reads every one of them alike', async ({ skip }) => {
  if (spawnSync('python3', ['--version']).status !== 0) {
    console.log('Skipped: there is no python3 to read the mails with.')
    skip()
  }
  const name = 'Häfen 🚢'
  const sources = []
  for (const subject of Object.values(hostile)) {
    sources.push(await anEml({ subject, from: `${name} <brief@harbour.example>`, text: body, html: `<p>${body}</p>` }))
  }

  const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: JSON.stringify(sources), encoding: 'utf8' })

  expect(stderr).toBe('')
  const read = JSON.parse(stdout)
  Object.values(hostile).forEach((subject, i) => {
    expect(read[i]).toEqual({
      subject: subject.toWellFormed(),
      from: name,
      to: 'reader@mail.example.com',
      date: '2026-11-24T08:00:00+00:00',
      kinds: ['text/plain', 'text/html'],
      text: expect.stringContaining(body),
      html: expect.stringContaining(body),
      defects: [],
    })
  })
})
