import { createPublicKey } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

export type Verdict = 'well' | 'look' | 'ill'
/** One thing that was looked at: `look` is no fault, and worth a thought; `ill` has to be mended. */
export type Finding = { readonly about: string; readonly verdict: Verdict; readonly says: string }

/** What the doctor can reach; in a test all of it is made up. */
export type Practice = {
  /** Each record as one text; none, where there is no such name. */
  readonly txt: (name: string) => Promise<readonly string[]>
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  readonly nowMs: () => number
}

export type Patient = {
  /** `https://news.example.org` */
  readonly site: string
  readonly secrets: Readonly<Partial<Record<'ResendKey' | 'WebhookSecret' | 'ApiKey', string>>>
  /** Mails a month that the provider's plan covers, if it is known. */
  readonly quota?: number
}

export const well = (about: string, says: string): Finding => ({ about, verdict: 'well', says })
export const look = (about: string, says: string): Finding => ({ about, verdict: 'look', says })
export const ill = (about: string, says: string): Finding => ({ about, verdict: 'ill', says })

const PROVIDER = 'https://api.resend.com'
const DAY = 86_400_000

/** Everything that keeps mail from arriving and can be seen from outside, in the order in which it is set up. */
export async function examine(patient: Patient, practice: Practice): Promise<Finding[]> {
  const settings = await settingsOf(patient, practice)
  const domain = settings.domain
  return [
    ...settings.findings,
    ...(domain ? await dns(domain, practice) : []),
    ...(await provider(patient, domain, practice)),
    ...(await webhook(patient, practice)),
    ...(await quota(patient, practice)),
  ]
}

type Settings = { readonly findings: readonly Finding[]; readonly domain?: string }

const asOwner = ({ site, secrets }: Patient, { fetch }: Practice, path: string) =>
  fetch(`${site}/api${path}`, { headers: { authorization: `Bearer ${secrets.ApiKey ?? ''}` } })

async function settingsOf(patient: Patient, practice: Practice): Promise<Settings> {
  let answer: Response
  try {
    answer = await asOwner(patient, practice, '/settings')
  } catch (error) {
    return { findings: [ill('service', `${patient.site} does not answer: ${reasonOf(error)}.`)] }
  }
  const clock = clockOf(answer, practice)
  if (answer.status === 401)
    return { findings: [clock, ill('service', 'It does not take the key of the API: set ApiKey, and deploy.')] }
  if (!answer.ok) return { findings: [clock, ill('service', `${patient.site}/api/settings answers ${answer.status}.`)] }
  const { publisher, from = '' } = (await answer.json()) as { publisher?: { postalAddress?: string }; from?: string }
  const [, domain] = /@([^\s>]+)>?\s*$/.exec(from) ?? []
  return {
    findings: [
      well('service', `${patient.site} answers.`),
      clock,
      publisher?.postalAddress?.trim()
        ? well('postal address', 'It is set; every mail has it.')
        : ill('postal address', 'There is none, and without one nothing is sent: Settings, Publisher.'),
      domain
        ? well('sender', `Mail comes from ${domain}.`)
        : ill('sender', 'No address to send from is set: Settings, Sender.'),
    ],
    ...(domain ? { domain: domain.toLowerCase() } : {}),
  }
}

/** Signatures are good for five minutes, links and codes for longer. */
function clockOf(answer: Response, { nowMs }: Practice): Finding {
  const said = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(said)) return look('clock', 'The service does not say what time it is.')
  const off = Math.round(Math.abs(said - nowMs()) / 1000)
  return off <= 60
    ? well('clock', 'This machine and the service agree on the time.')
    : ill('clock', `This machine and the service are ${off} s apart: set the clock of this one.`)
}

// ---- DNS (STD-40): all three, because some receivers ask for SPF and DKIM both

async function dns(domain: string, practice: Practice): Promise<Finding[]> {
  return [await spf(domain, practice), await dkim(domain, practice), ...(await dmarc(domain, practice))]
}

/** The envelope of what Resend sends is at `send.` of the domain: its record is the one that is asked for, and it is aligned. */
async function spf(domain: string, { txt }: Practice): Promise<Finding> {
  const name = `send.${domain}`
  const records = (await txt(name)).filter((record) => /^v=spf1(?:\s|$)/i.test(record))
  const [record] = records
  if (record === undefined) return ill('SPF', `${name} has no TXT record "v=spf1 …": add the one that Resend shows.`)
  if (records.length > 1)
    return ill('SPF', `${name} has ${records.length} SPF records, which count as none: leave one.`)
  if (!/\binclude:amazonses\.com\b/i.test(record))
    return ill('SPF', `The record of ${name} does not have include:amazonses.com, where Resend sends from.`)
  return /[?+]all\b/i.test(record)
    ? look('SPF', `The record of ${name} lets everybody send: end it in ~all.`)
    : well('SPF', `${name} lets Resend send.`)
}

async function dkim(domain: string, { txt }: Practice): Promise<Finding> {
  const name = `resend._domainkey.${domain}`
  const record = (await txt(name)).find((one) => /(?:^|;)\s*p=/i.test(one))
  const key = /(?:^|;)\s*p=\s*([^;]*)/i.exec(record ?? '')?.[1]?.replaceAll(/\s/g, '')
  if (!key) return ill('DKIM', `${name} has no TXT record with a key (p=…): add the one that Resend shows.`)
  const bits = bitsOf(key)
  if (bits === undefined) return ill('DKIM', `The key at ${name} cannot be read: it may be cut off.`)
  if (bits < 1024) return ill('DKIM', `The key at ${name} has ${bits} bits; receivers take no fewer than 1,024.`)
  return well('DKIM', `${name} has a key of ${bits.toLocaleString('en')} bits.`)
}

function bitsOf(key: string): number | undefined {
  try {
    const read = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    // An Ed25519 key is short and strong.
    return read.asymmetricKeyDetails?.modulusLength ?? (read.asymmetricKeyType === 'ed25519' ? 2048 : undefined)
  } catch {
    return undefined
  }
}

/** At the domain itself, or at whatever stands above it (RFC 9989). */
async function dmarc(domain: string, { txt }: Practice): Promise<Finding[]> {
  const labels = domain.split('.')
  for (let from = 0; from <= labels.length - 2; from++) {
    const name = `_dmarc.${labels.slice(from).join('.')}`
    const records = (await txt(name)).filter((record) => /^v=DMARC1(?:\s*;|$)/.test(record))
    if (records.length === 0) continue
    const [record = ''] = records
    if (records.length > 1)
      return [ill('DMARC', `${name} has ${records.length} records, which count as none: leave one.`)]
    const policy = /(?:;|^)\s*p\s*=\s*(\w+)/i.exec(record)?.[1]?.toLowerCase()
    if (!policy || !['none', 'quarantine', 'reject'].includes(policy))
      return [ill('DMARC', `${name} has no policy: it needs p=none at least.`)]
    const gone = ['pct', 'rf', 'ri'].filter((tag) => new RegExp(`;\\s*${tag}\\s*=`, 'i').test(record))
    return [
      well('DMARC', `${name} says p=${policy}.`),
      ...(gone.length > 0
        ? [look('DMARC', `${name} has ${gone.join(', ')}, which the standard has dropped: leave them out.`)]
        : []),
    ]
  }
  return [ill('DMARC', `_dmarc.${domain} has no TXT record: "v=DMARC1; p=none" is the least.`)]
}

// ---- the mail provider

async function provider(
  { secrets, site }: Patient,
  domain: string | undefined,
  { fetch }: Practice,
): Promise<Finding[]> {
  if (!secrets.ResendKey) return [ill('Resend key', 'ResendKey is not set.')]
  const headers = { authorization: `Bearer ${secrets.ResendKey}` }
  const answer = await fetch(`${PROVIDER}/domains`, { headers }).catch(reasonOf)
  if (typeof answer === 'string') return [ill('Resend key', `Resend does not answer: ${answer}.`)]
  if (!answer.ok) {
    const { name = '' } = (await answer.json().catch(() => ({}))) as { name?: string }
    return name === 'restricted_api_key'
      ? [
          well(
            'Resend key',
            'It is good for sending and nothing else, as it should be: see in Resend whether the domain is verified.',
          ),
        ]
      : [ill('Resend key', `Resend refuses it (${answer.status} ${name}).`)]
  }
  const { data = [] } = (await answer.json()) as { data?: { name: string; status: string }[] }
  const own = data.find(({ name }) => domain === name || domain?.endsWith(`.${name}`))
  return [
    look('Resend key', 'It may do everything: one that may only send is enough, and safer.'),
    ...(own
      ? [
          own.status === 'verified'
            ? well('Resend domain', `${own.name} is verified.`)
            : ill('Resend domain', `${own.name} is ${own.status}: look at its records in Resend.`),
        ]
      : domain
        ? [ill('Resend domain', `Resend does not know ${domain}: add it there.`)]
        : []),
    ...(await reports(headers, site, fetch)),
  ]
}

/** Those that stop mail to an address. */
const NEEDED = ['email.bounced', 'email.complained', 'email.suppressed', 'email.failed']

async function reports(headers: Record<string, string>, site: string, fetch: Practice['fetch']): Promise<Finding[]> {
  const answer = await fetch(`${PROVIDER}/webhooks`, { headers }).catch(() => undefined)
  if (!answer?.ok) return [look('Resend webhook', 'Resend does not say where it reports to: look there.')]
  const { data = [] } = (await answer.json()) as {
    data?: { endpoint: string; status: string; events: string[] | null }[]
  }
  const ours = data.find(({ endpoint }) => endpoint === `${site}/webhooks/resend`)
  if (!ours) return [ill('Resend webhook', `Resend reports nothing to ${site}/webhooks/resend: add it there.`)]
  if (ours.status !== 'enabled') return [ill('Resend webhook', 'It is switched off in Resend.')]
  const missing = NEEDED.filter((event) => !ours.events?.includes(event))
  return [
    missing.length > 0
      ? ill('Resend webhook', `It is not told of ${missing.join(', ')}: add them in Resend.`)
      : well('Resend webhook', 'It is told of what stops mail to an address.'),
  ]
}

/** Unsigned is refused, signed is taken: an event that means nothing, so nothing changes. */
async function webhook({ site, secrets }: Patient, { fetch, nowMs }: Practice): Promise<Finding[]> {
  const url = `${site}/webhooks/resend`
  const body = JSON.stringify({ type: 'email.sent', created_at: new Date(nowMs()).toISOString(), data: {} })
  const post = (headers: Record<string, string>) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
      .then(({ status }) => status)
      .catch(reasonOf)
  const unsigned = await post({})
  if (unsigned !== 401)
    return [ill('webhook', `${url} answers ${unsigned} to a report that nobody has signed; it should be 401.`)]
  const [secret] = (secrets.WebhookSecret ?? '').split(' ')
  if (!secret) return [ill('webhook', 'WebhookSecret is not set.')]
  const at = new Date(nowMs())
  const signed = await post({
    'svix-id': 'msg_doctor',
    'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
    'svix-signature': new Webhook(secret).sign('msg_doctor', at, body),
  })
  return [
    signed === 200
      ? well('webhook', 'It takes what is signed, and nothing else.')
      : ill(
          'webhook',
          `It answers ${signed} to a report signed with WebhookSecret: the deployed secret is another one.`,
        ),
  ]
}

// ---- how much there is to send

const FREE_PLAN = 3_000

async function quota(patient: Patient, practice: Practice): Promise<Finding[]> {
  const read = async <T>(path: string): Promise<T | undefined> => {
    const answer = await asOwner(patient, practice, path).catch(() => undefined)
    return answer?.ok ? ((await answer.json()) as T) : undefined
  }
  const digests = await read<{ items: { id: string; status: string }[] }>('/digests?limit=100')
  if (!digests) return []
  let mails = 0
  for (const { id, status } of digests.items) {
    if (status !== 'active') continue
    const issues = await read<{ items: { counts?: { readers?: number } }[] }>(`/digests/${id}/issues?limit=1`)
    const next = await read<{ items: { at: string }[] }>(`/digests/${id}/next`)
    mails += (issues?.items[0]?.counts?.readers ?? 0) * timesAMonth((next?.items ?? []).map(({ at }) => Date.parse(at)))
  }
  const words = Math.ceil(mails).toLocaleString('en')
  const { quota: plan } = patient
  if (plan === undefined)
    return mails > FREE_PLAN
      ? [look('quota', `About ${words} mails go out a month: say --quota with what your plan covers.`)]
      : [well('quota', `About ${words} mails go out a month.`)]
  return [
    mails > plan
      ? ill(
          'quota',
          `About ${words} mails go out a month, and the plan covers ${plan.toLocaleString('en')}: raise it, or issues will wait.`,
        )
      : well('quota', `About ${words} mails go out a month; the plan covers ${plan.toLocaleString('en')}.`),
  ]
}

function timesAMonth(moments: readonly number[]): number {
  const [first, last] = [moments[0], moments.at(-1)]
  if (first === undefined || last === undefined || moments.length < 2 || last === first) return 1
  return (30 * DAY) / ((last - first) / (moments.length - 1))
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.message) : String(error)
