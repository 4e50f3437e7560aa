import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CommentId } from '../../core/model/comment.ts'
import type { Letter } from '../../core/model/letter.ts'
import { headerText } from '../../core/model/mail.ts'
import { toMime } from '../../local/mailbox/mime.ts'
import { theSettings } from '../support/examples.ts'
import { aWorld } from '../support/world.ts'
import { aTheme } from './every.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.log('Skipped: there is no python3 to read the mails with.')

/** What Python's own `email` makes of a mail, given as it travels. */
const script = `
import email, email.policy, json, sys
found = []
for source in json.load(sys.stdin):
    message = email.message_from_bytes(source.encode('ascii'), policy=email.policy.default)
    read = lambda kind: message.get_body((kind,)).get_content().replace('\\r\\n', '\\n')
    found.append({
        'headers': {name.lower(): str(value) for name, value in message.items()},
        'names': [name.lower() for name in message.keys()],
        'sender': message['from'].addresses[0].display_name,
        'kinds': [message.get_content_type()] + [part.get_content_type() for part in message.iter_parts()],
        'charsets': [part.get_content_charset() for part in message.iter_parts()],
        'text': read('plain'),
        'html': read('html'),
        'longest': max(len(line) for line in source.split('\\r\\n')),
        'defects': [str(one) for part in message.walk() for one in part.defects] + [str(one) for name in ('subject', 'from', 'to') for one in message[name].defects],
    })
json.dump(found, sys.stdout)
`
type Read = {
  readonly headers: Readonly<Record<string, string>>
  readonly names: readonly string[]
  readonly sender: string
  readonly kinds: readonly string[]
  readonly charsets: readonly string[]
  readonly text: string
  readonly html: string
  readonly longest: number
  readonly defects: readonly string[]
}
function readByPython(sources: readonly string[]): Read[] {
  const { stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(sources),
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

const name = '港の新聞 "Häfen" 🚢'
const headline = 'أخبار الميناء: <b>السفن</b> & 四十隻 👩‍👩‍👧‍👦 تنتظر'

/** Every mail that the service writes, as the provider has it: of a publisher, a digest and a story with names from everywhere. */
async function everyMail() {
  const world = await aWorld({ at: '2026-11-24T06:00:00Z' })
  const { ports } = world
  const publisher = { name, postalAddress: '埠頭通り12番地, 20457 Hamburg', theme: aTheme }
  await ports.settings.put({ ...theSettings, publisher, reports: true })
  await world.topics('trade', 'city')
  await world.digest({ name })
  await world.digest({ id: 'held', name, topics: ['trade'], release: 'person' })
  const ada = await world.reader('ada')
  await world.article(headline, ['trade'])
  world.turnTo('2026-11-24T07:00:00Z')
  await world.tick()
  await world.drain()
  const { id: issue } = (await ports.issues.list('brief', { limit: 1 })).items[0]!
  const to = ada.address
  await ports.comments.put({
    id: 'com_1' as CommentId,
    at: ports.now(),
    article: 'art_1',
    title: headline,
    name,
    text: `${headline}\n\nA second one.`,
    address: 'bo@mail.example.net',
  })
  const request = {
    wishes: [{ digest: 'brief', topics: 'all' as const }],
    locale: 'ar',
    zone: 'Europe/Berlin',
    text: '1',
    form: '/',
  }
  const abouts: readonly Letter['about'][] = [
    { kind: 'sign-up', request: { ...request, address: 'cleo@mail.example.net' }, fresh: 'sub_00000000000000000009' },
    { kind: 'sign-up', request: { ...request, address: to }, fresh: 'sub_00000000000000000008' },
    { kind: 'manage', to },
    { kind: 'export', subscriber: ada.id, to },
    { kind: 'erase', subscriber: ada.id, to },
    { kind: 'address', subscriber: ada.id, to: 'ada.new@mail.example.net' },
    { kind: 'welcome', subscriber: ada.id, to, digests: ['brief'] },
    { kind: 'sign-in', to: 'ed@mail.example.net', attempt: 'x' },
    { kind: 'comment', comment: 'com_1' as CommentId, to: 'ed@mail.example.net' },
    { kind: 'report', issue, to: 'ed@mail.example.net' },
    { kind: 'test', to: 'ed@mail.example.net', digest: 'held', edition: 'main', choice: 'all', locale: 'zh' },
  ]
  for (const [index, about] of abouts.entries()) {
    const letter = { id: `let_${index}` as const, about, createdAt: ports.now(), deadline: '2026-11-25T07:00:00.000Z' }
    await ports.letters.put({ ...letter, state: 'waiting' })
    await ports.queue.writeLetter({ letter: letter.id })
  }
  await world.drain()
  const mails = world.mails()
  const sources = await Promise.all(
    mails.map(async ({ id }) => (await world.mailbox.app.request(`/messages/${id}.eml`)).text()),
  )
  return { mails, sources }
}

describe.runIf(hasPython)('every mail, read by Python as it is sent', () => {
  // Made by the first who asks: the world that they come from is over with its test.
  let made: ReturnType<typeof read> | undefined
  const all = () => {
    made ??= read()
    return made
  }
  const read = async () => {
    const { mails, sources } = await everyMail()
    return { mails, found: readByPython(sources) }
  }

  test('is there: a digest, a held notice, and one of each letter', async () => {
    const { mails } = await all()
    expect(mails.length).toBe(13)
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(13)
  })

  test('has two parts, text first, both whole, and nothing that the standard does not know (STD-28)', async () => {
    const { mails, found } = await all()
    for (const [index, read] of found.entries()) {
      expect(read.kinds).toEqual(['multipart/alternative', 'text/plain', 'text/html'])
      expect(read.charsets).toEqual(['utf-8', 'utf-8'])
      expect(read.defects).toEqual([])
      expect(read.text.trimEnd()).toBe(mails[index]!.text!.trimEnd())
      expect(read.html.trimEnd()).toBe(mails[index]!.html!.trimEnd())
      expect(read.longest).toBeLessThanOrEqual(998)
    }
  })

  test('has its headers once each, the subject and the sender as they were written (STD-25 to STD-27)', async () => {
    const { mails, found } = await all()
    for (const [index, { headers, names }] of found.entries()) {
      for (const one of ['from', 'to', 'subject', 'date', 'message-id', 'reply-to'])
        expect([one, names.filter((other) => other === one).length]).toEqual([one, 1])
      expect(names).not.toContain('bcc')
      expect(headers.subject).toBe(mails[index]!.subject)
    }
    expect(new Set(found.map(({ headers }) => headers['message-id'])).size).toBe(found.length)
  })

  test('is a mail of a list with its way out, or one that a machine wrote to one person, and never both (STD-10 to STD-13, STD-16)', async () => {
    const { found } = await all()
    const lists = found.filter(({ headers }) => headers['list-unsubscribe'])
    expect(lists.length).toBe(1)
    for (const { headers } of lists) {
      expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
      expect(headers['list-unsubscribe']).toMatch(/^<https:\/\/[^>]+>$/)
      expect(headers['list-id']).toMatch(/<brief\.lists\.news\.harbourpost\.example>$/)
      expect(headers['auto-submitted']).toBeUndefined()
    }
    for (const { headers } of found.filter((one) => !lists.includes(one)))
      expect(headers['auto-submitted']).toBe('auto-generated')
  })
})

describe.runIf(hasPython)('subjects that mean harm, or only look it', () => {
  const written = [
    'a\r\nBcc: x@y.example',
    '\n\nbody',
    'x\u0000y',
    'bell\u0007',
    '\u202Eevil\u202C',
    '\u2066a\u2069',
    'a\u2028b\u2029c',
    '\uFEFFbom',
    '\u200Bzero',
    '=?utf-8?B?AAAA?=',
    '=?utf-8?Q?=0D=0ABcc:=20x?=',
    '"quoted" <a@b.example>',
    "it's; a, list: of@things",
    '\\ \\\\ \\r\\n',
    '%0d%0aBcc:x',
    '${7*7} {{x}} <%= 1 %>',
    '𝓗𝓮𝓵𝓵𝓸',
    'Z̡̖̜͖a̴l̷g̵o̶',
    '👩‍👩‍👧‍👦'.repeat(40),
    '🏴‍☠️🇩🇪',
    'ﷺ﷽',
    '港'.repeat(300),
    'ä'.repeat(300),
    'x'.repeat(300),
    'half \ud83d surrogate',
    'e\u0301'.repeat(60),
    '(╯°□°）╯︵ ┻━┻',
    'ニコニコ',
    '사회과학원',
    'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎',
    'NULL',
    '-1/0',
    'true;--',
    'TAB\tTAB',
    '  spaces   inside  ',
  ]
  const drawn = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), { numRuns: 300, seed: 20261124 })
  const subjects = [...written, ...drawn].map((one) => headerText(one)).filter((one) => one !== '')

  test('are one line each, and read as they are after what has no place in a header is gone (STD-25, STD-26, T33)', () => {
    expect(subjects.length).toBeGreaterThan(300)
    const sources = subjects.map((subject, index) =>
      toMime({
        id: `m${index}`,
        from: 'news@harbourpost.example',
        to: ['ada@mail.example.net'],
        cc: [],
        replyTo: [],
        subject,
        headers: {},
        html: '<p>x</p>',
        text: 'x',
        attachments: [],
        receivedAt: '2026-11-24T08:00:00.000Z',
      }),
    )
    const found = readByPython(sources)
    for (const [index, { headers, names, defects }] of found.entries()) {
      expect(headers.subject).toBe(subjects[index])
      expect(names).not.toContain('bcc')
      expect(defects).toEqual([])
    }
  })
})
