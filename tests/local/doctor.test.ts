import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, it } from 'vitest'
import type { RulesInUse } from '../../core/model/zones.ts'
import { createWebhooks } from '../../functions/http/webhooks.ts'
import { examine, type Finding, type Patient, type Practice } from '../../local/doctor/checks.ts'
import { examineMail } from '../../local/doctor/mail.ts'
import { compileCacheEnvironment } from '../../local/host/cache.ts'

const NOW = '2026-11-24T06:00:00.000Z'
const SITE = 'https://news.harbourpost.example'
const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`
const patient: Patient = {
  site: SITE,
  secrets: { ResendKey: 're_1', ResendAccountKey: 're_2', WebhookSecret: secret, ApiKey: 'key' },
}

const keyOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const strong = keyOf(2048)

const records: Record<string, string[]> = {
  'send.harbourpost.example': ['v=spf1 include:amazonses.com ~all', 'something else'],
  'resend._domainkey.harbourpost.example': [`p=${strong}`],
  '_dmarc.harbourpost.example': ['v=DMARC1; p=none;'],
}
const rules: RulesInUse = { release: '2026f', origin: 'ours', released: '2026-10-27' }
const settings = {
  zoneRules: rules,
  publisher: { name: 'Harbour Post', postalAddress: '12 Quay Street' },
  from: 'Harbour Post <news@harbourpost.example>',
}
const usage = {
  object: 'usage',
  emails: {
    daily: { used: 58, limit: null, sent: 57, received: 1, resets_at: '2026-11-25T00:00:00.000Z' },
    monthly: { used: 5_442, limit: 50_000, sent: 5_442, received: 0, resets_at: '2026-12-01 00:00:00+00' },
  },
}
const answers: Record<string, unknown> = {
  'https://api.resend.com/usage': usage,
  [`${SITE}/api/settings`]: settings,
  [`${SITE}/api/digests?limit=100`]: {
    items: [
      { id: 'brief', status: 'active' },
      { id: 'old', status: 'paused' },
    ],
  },
  [`${SITE}/api/digests/brief/issues?limit=1`]: { items: [{ counts: { readers: 400 } }] },
  [`${SITE}/api/digests/brief/next`]: {
    items: ['24', '25', '26'].map((day) => ({ at: `2026-11-${day}T07:00:00.000Z` })),
  },
  'https://api.resend.com/domains': { data: [{ name: 'harbourpost.example', status: 'verified' }] },
  'https://api.resend.com/webhooks': {
    data: [
      {
        endpoint: `${SITE}/webhooks/resend`,
        status: 'enabled',
        events: ['email.bounced', 'email.complained', 'email.suppressed', 'email.failed', 'suppression.added'],
      },
    ],
  },
}

/** A service, a provider and a DNS that are well, but for what a test says; the webhook is the real one. */
function aPractice(change: {
  readonly records?: Record<string, string[]>
  readonly answers?: Record<string, unknown>
  readonly nowMs?: number
  readonly deployed?: string
  readonly rules?: RulesInUse
}): Practice {
  const now = () => new Date(change.nowMs ?? Date.parse(NOW)).toISOString()
  const webhooks = createWebhooks({ now, log: () => {} } as unknown as Parameters<typeof createWebhooks>[0], [
    change.deployed ?? secret,
  ])
  return {
    nowMs: () => change.nowMs ?? Date.parse(NOW),
    rules: change.rules ?? rules,
    txt: async (name) => ({ ...records, ...change.records })[name] ?? [],
    fetch: async (url, init) => {
      if (url === `${SITE}/webhooks/resend`) return webhooks.request('/webhooks/resend', init)
      const answer = { ...answers, ...change.answers }[url]
      if (answer instanceof Response) return answer.clone()
      if (answer === undefined) throw new Error(`nobody at ${url}`)
      return Response.json(answer, { headers: { date: new Date(NOW).toUTCString() } })
    },
  }
}
const found = async (change: Parameters<typeof aPractice>[0] = {}, who: Patient = patient) =>
  examine(who, aPractice(change))
const ills = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => verdict === 'ill').map(({ about, says }) => `${about}: ${says}`)
const dns = async (name: string, ...texts: string[]) => ills(await found({ records: { [name]: texts } }))

describe('the doctor', () => {
  it('finds nothing to mend where all is well, and says what it has looked at', async () => {
    const findings = await found()
    expect(ills(findings)).toEqual([])
    expect([...new Set(findings.map(({ about }) => about))]).toEqual([
      ...['time zones here', 'service', 'clock', 'postal address', 'sender', 'time zones', 'SPF', 'DKIM', 'DMARC'],
      ...['Resend key', 'Resend account', 'Resend domain', 'Resend webhook', 'webhook', 'usage', 'quota'],
    ])
  })

  it.each([
    ['no SPF record', 'send.harbourpost.example', [], 'SPF: send.harbourpost.example has no TXT record'],
    ['two SPF records', 'send.harbourpost.example', ['v=spf1 a', 'v=spf1 b'], '2 SPF records, which count as none'],
    ['an SPF record of others', 'send.harbourpost.example', ['v=spf1 include:x.example -all'], 'include:amazonses.com'],
    ['no DKIM key', 'resend._domainkey.harbourpost.example', [], 'DKIM: resend._domainkey.harbourpost.example has no'],
    ['a revoked DKIM key', 'resend._domainkey.harbourpost.example', ['v=DKIM1; p='], 'has no TXT record with a key'],
    ['half a DKIM key', 'resend._domainkey.harbourpost.example', [`p=${strong.slice(0, 90)}`], 'it may be cut off'],
    ['a short DKIM key', 'resend._domainkey.harbourpost.example', [`p=${keyOf(768)}`], '768 bits'],
    ['no DMARC record', '_dmarc.harbourpost.example', [], 'DMARC: _dmarc.harbourpost.example has no TXT record'],
    [
      'a policy nobody knows, and nobody to report to',
      '_dmarc.harbourpost.example',
      ['v=DMARC1; p=strict'],
      'in p, so receivers pass it over',
    ],
    [
      'one for names that do not exist',
      '_dmarc.harbourpost.example',
      ['v=DMARC1; p=reject; np=maybe; rua=mailto:a@b'],
      'in np, so all of it counts as p=none',
    ],
    [
      'two DMARC records',
      '_dmarc.harbourpost.example',
      ['v=DMARC1; p=none', 'v=DMARC1'],
      '2 records, which count as none',
    ],
  ])('sees %s (STD-40)', async (_, name, texts, says) => {
    const [only = '', ...others] = await dns(name, ...texts)
    expect(only).toContain(says)
    expect(others).toEqual([])
  })

  it('takes the DMARC record of the domain above, and names what the standard has dropped', async () => {
    const from = 'Harbour Post <news@mail.harbourpost.example>'
    const findings = await found({
      answers: { [`${SITE}/api/settings`]: { ...settings, from } },
      records: {
        'send.mail.harbourpost.example': records['send.harbourpost.example'] ?? [],
        'resend._domainkey.mail.harbourpost.example': [`p=${strong}`],
        '_dmarc.harbourpost.example': ['v=DMARC1; p=reject; pct=50'],
      },
    })
    expect(ills(findings)).toEqual([])
    expect(findings).toContainEqual({
      about: 'DMARC',
      verdict: 'look',
      says: '_dmarc.harbourpost.example has pct, which the standard has dropped: leave them out.',
    })
  })

  it.each([
    ['v=DMARC1; rua=mailto:a@b', 'look', 'has no p, which counts as p=none'],
    ['v=DMARC1', 'look', 'and nobody to report to: many receivers pass it over'],
    ['V = DMARC1 ;P=Reject', 'well', 'says p=reject'],
    ['v=DMARC1; p=reject; t=y', 'look', 'a test: receivers do a step less than p=reject'],
    ['v=DMARC1; p=reject; t=n', 'well', 'says p=reject'],
    ['v=DMARC1; p=reject; np=reject', 'well', 'names that do not exist it says np=reject'],
    ['v=DMARC1; p=reject; sp=none', 'look', 'names that do not exist are not guarded'],
    ['v=DMARC1; p=none; psd=y', 'look', 'is for registries'],
    ['v=DMARC1; p=none; psd=n', 'well', 'its names are one organization’s'],
    ['v=DMARC1; p=none; fo=1; unknown=x', 'well', 'says p=none'],
  ] as const)('reads "%s" as RFC 9989 has it: %s', async (record, verdict, says) => {
    const findings = await found({ records: { '_dmarc.harbourpost.example': [record] } })
    expect(ills(findings)).toEqual([])
    const own = findings.filter(({ about }) => about === 'DMARC')
    expect(own.some((one) => one.verdict === verdict && one.says.includes(says))).toBe(true)
    // A tag that is not there is not spoken of.
    if (!/\bt=y/.test(record)) expect(own.some((one) => one.says.includes('a test'))).toBe(false)
  })

  it('sees a service that is not there, another key, no postal address and a wrong clock', async () => {
    const at = `${SITE}/api/settings`
    expect(ills(await found({ answers: { [at]: undefined } }))[0]).toContain('does not answer')
    expect(ills(await found({ answers: { [at]: new Response('', { status: 401 }) } }))[0]).toContain('set ApiKey')
    const bare = { ...settings, publisher: { name: 'Harbour Post', postalAddress: ' ' } }
    expect(ills(await found({ answers: { [at]: bare } }))).toEqual([
      'postal address: There is none, and without one nothing is sent: Settings, Publisher.',
    ])
    expect(ills(await found({ nowMs: Date.parse(NOW) + 120_000 }))[0]).toContain('120 s apart')
  })

  it('sees a webhook with another secret, and one that Resend does not tell of bounces', async () => {
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`
    expect(ills(await found({ deployed: other }))).toEqual([
      'webhook: It answers 401 to a report signed with WebhookSecret: the deployed secret is another one.',
    ])
    const events = { data: [{ endpoint: `${SITE}/webhooks/resend`, status: 'enabled', events: ['email.delivered'] }] }
    expect(ills(await found({ answers: { 'https://api.resend.com/webhooks': events } }))[0]).toContain('email.bounced')
    expect(ills(await found({ answers: { 'https://api.resend.com/webhooks': { data: [] } } }))[0]).toContain(
      'add it there',
    )
    const off = { data: [{ endpoint: `${SITE}/webhooks/resend`, status: 'disabled', events: null }] }
    expect(ills(await found({ answers: { 'https://api.resend.com/webhooks': off } }))[0]).toContain('switched off')
  })

  it('takes a key that can only send for what it should be, and sees an unverified domain and a refused key', async () => {
    const refused = (name: string) => Response.json({ name }, { status: 401 })
    const domains = 'https://api.resend.com/domains'
    const { ResendAccountKey: _, ...secrets } = patient.secrets
    const without = { ...patient, secrets: { ...secrets, ResendAccountKey: 'none' } }
    const bare = await found({ answers: { [domains]: refused('restricted_api_key') } }, without)
    expect(ills(bare)).toEqual([])
    expect(bare).toContainEqual(expect.objectContaining({ about: 'Resend key', verdict: 'well' }))
    expect(bare).toContainEqual(expect.objectContaining({ about: 'Resend account', verdict: 'look' }))
    expect(ills(await found({ answers: { [domains]: refused('invalid_api_key') } }))[0]).toContain(
      '401 invalid_api_key',
    )
    const pending = { data: [{ name: 'harbourpost.example', status: 'pending' }] }
    expect(ills(await found({ answers: { [domains]: pending } }))[0]).toContain('is pending')
  })

  it('sees a key for the account that may only send: such a key is told nothing', async () => {
    const domains = Response.json({ name: 'restricted_api_key' }, { status: 401 })
    expect(ills(await found({ answers: { 'https://api.resend.com/domains': domains } }))).toEqual([
      'Resend account: ResendAccountKey may only send: such a key is told nothing of the account.',
    ])
  })

  it('holds what goes out in a month against what the plan covers, as somebody says it or as Resend does', async () => {
    expect(ills(await found({}, { ...patient, quota: 12_000 }))).toEqual([])
    expect(ills(await found({}, { ...patient, quota: 11_999 }))[0]).toContain('About 12,000 mails')
    const small = { emails: { daily: { used: 1, limit: null }, monthly: { used: 1, limit: 11_999 } } }
    expect(ills(await found({ answers: { 'https://api.resend.com/usage': small } }))[0]).toContain(
      'the plan covers 11,999',
    )
  })

  it('shows what is used without being told of any plan', async () => {
    expect(await found()).toContainEqual({
      about: 'usage',
      verdict: 'well',
      says: '58 mails, without a limit, today, 5,442 of 50,000 mails this month.',
    })
  })

  it('sees an issue that a day cannot hold, and a quota that is used up', async () => {
    const free = (used: number) => ({
      'https://api.resend.com/usage': { emails: { daily: { used, limit: 100 }, monthly: { used, limit: 90_000 } } },
    })
    expect(ills(await found({ answers: free(3) }))).toEqual([
      'quota: An issue goes to 400 readers, and the plan lets 100 mails a day through: it takes days.',
    ])
    expect(ills(await found({ answers: free(100) }))[0]).toContain('usage: 100 of 100 mails today')
  })

  it.each([
    ['a key that may only send', Response.json({ name: 'restricted_api_key' }, { status: 401 }), 'may only send'],
    ['an account without the call', Response.json({ name: 'not_found' }, { status: 404 }), 'does not offer that'],
    ['an answer that is null', Response.json(null), 'could not be understood'],
    ['a page', new Response('<h1>Bad gateway</h1>', { status: 502 }), '502'],
    ['nobody', undefined, 'nobody at'],
  ])('says that what is used is not known of %s, and takes it for no fault', async (_, answer, says) => {
    const findings = await found({ answers: { 'https://api.resend.com/usage': answer } })
    expect(ills(findings)).toEqual([])
    expect(findings).toContainEqual({ about: 'usage', verdict: 'look', says: expect.stringContaining(says) })
  })

  describe('of a mail that has arrived (STD-07)', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const inDns = { 'resend._domainkey.harbourpost.example': [`v=DKIM1; p=${publicKey.toString('base64')}`] }
    const both = 'From:Subject:List-Unsubscribe:List-Unsubscribe-Post'
    const passed = 'spf=pass smtp.mailfrom=x; dkim=pass; dmarc=pass'
    /** As a mailbox keeps it: signed by the domain, then with what the receiver thinks of it on top. */
    async function arrived({ covering = both, results = passed, domain = 'harbourpost.example' } = {}) {
      const mail = [
        'From: Harbour Post <news@harbourpost.example>',
        'Subject: The brief',
        'List-Unsubscribe: <https://news.harbourpost.example/unsubscribe/u1>',
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        '',
        'The ferry runs again.',
        '',
      ].join('\r\n')
      const by = { signingDomain: domain, selector: 'resend', privateKey }
      const { signatures, errors } = await dkimSign(mail, { ...by, headerList: covering, signatureData: [by] })
      expect(errors).toEqual([])
      return `Authentication-Results: mx.example; ${results}\r\n${signatures}${mail}`
    }
    const faults = async (source: string, answers: Record<string, string[]> = inDns) =>
      ills(await examineMail(Buffer.from(source), { txt: async (name) => answers[name] ?? [] }))

    it('proves that its signature holds and covers what lets a reader leave by one click', async () => {
      expect(await faults(await arrived())).toEqual([])
    })

    it('notices a signature without one of the two headers, one that is another’s, and none', async () => {
      expect(await faults(await arrived({ covering: 'From:Subject:List-Unsubscribe' }))).toEqual([
        expect.stringContaining('one click: No valid signature covers'),
      ])
      const foreign = await arrived({ domain: 'amazonses.com' })
      expect((await faults(foreign))[0]).toBe('signature: No DKIM signature of harbourpost.example is on it.')
      const bare = (await arrived()).replace(/^DKIM-Signature:(?:.*\r\n[ \t])*.*\r\n/m, '')
      expect((await faults(bare))[0]).toBe('signature: No DKIM signature of harbourpost.example is on it.')
    })

    it('takes no word for it: a changed mail, a key that is gone, a header that was signed in name alone', async () => {
      expect((await faults((await arrived()).replace('ferry', 'tram')))[0]).toContain('does not hold')
      expect((await faults(await arrived(), {}))[0]).toContain('does not hold')
      const moved = (await arrived()).replace('/unsubscribe/u1', '/unsubscribe/u2')
      expect((await faults(moved)).join()).toContain('No valid signature covers')
    })

    it('does not take a DNS that cannot be asked for a key that is not there', async () => {
      const txt = () => Promise.reject(new Error('DNS cannot be asked'))
      await expect(examineMail(Buffer.from(await arrived()), { txt })).rejects.toThrow('DNS cannot be asked')
    })

    it('says what the receiver thought of it', async () => {
      expect(await faults(await arrived({ results: 'spf=fail; dkim=pass; dmarc=pass' }))).toEqual([
        'SPF: The receiver says fail.',
      ])
    })
  })

  it('says how it is used', async () => {
    const options = {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, ...compileCacheEnvironment() },
    }
    const run = promisify(execFile)(process.execPath, ['local/doctor.ts', '--help'], options)
    expect((await run).stdout).toContain('npm run doctor -- --stage STAGE')
    const nowhere = promisify(execFile)(process.execPath, ['local/doctor.ts'], options)
    await expect(nowhere).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Say which deploy') })
  })
})

describe('the rules of the zones', () => {
  const about = (findings: readonly Finding[]) =>
    findings.filter((one) => one.about.startsWith('time zones')).map(({ verdict, says }) => [verdict, says])

  it('are named, here and deployed, with whose they are and of when', async () => {
    expect(about(await found())).toEqual([
      ['well', 'The rules of 2026f, of 2026-10-27, deployed with Tidings.'],
      ['well', 'It goes by the rules of 2026f, of 2026-10-27, deployed with Tidings.'],
    ])
  })

  it('are worth a look when they are older than sixty days', async () => {
    const nowMs = Date.parse('2026-12-27T06:00:00Z')
    const [here, deployed] = about(await found({ nowMs }))
    expect([here![0], deployed![0]]).toEqual(['look', 'look'])
    expect(here![1]).toContain('61 days ago')
    expect(about(await found({ nowMs: Date.parse('2026-12-26T06:00:00Z') }))[0]![0]).toBe('well')
  })

  it('are to be deployed where the functions go by older ones', async () => {
    const deployed = { ...settings, zoneRules: { release: '2026c', origin: 'runtime' } }
    expect(about(await found({ answers: { [`${SITE}/api/settings`]: deployed } }))[1]).toEqual([
      'ill',
      'It goes by the rules of 2026c; here are those of 2026f: deploy them.',
    ])
  })

  it('are asked for of a version that does not say', async () => {
    const { zoneRules: _, ...before } = settings
    expect(about(await found({ answers: { [`${SITE}/api/settings`]: before } }))[1]![0]).toBe('look')
  })
})
