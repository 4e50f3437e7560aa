import { createPublicKey } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { endpointState } from '../../core/model/account.ts'
import { instant } from '../../core/model/time.ts'
import { ageInDays, areOld, HOW_TO_UPDATE, isNewer, type RulesInUse, sayRules } from '../../core/model/zones.ts'

export type Verdict = 'well' | 'look' | 'ill'
/** One thing that was looked at: `look` is no fault, and worth a thought; `ill` has to be mended. */
export type Finding = { readonly about: string; readonly verdict: Verdict; readonly says: string }

/** What the doctor can reach; in a test all of it is made up. */
export type Practice = {
  /** Each record as one text; none, where there is no such name. */
  readonly txt: (name: string) => Promise<readonly string[]>
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>
  readonly nowMs: () => number
  /** The zone rules that the next deploy would bring. */
  readonly rules: RulesInUse
}

export type Patient = {
  /** `https://news.example.org` */
  readonly site: string
  readonly secrets: Readonly<Partial<Record<'ResendKey' | 'ResendAccountKey' | 'WebhookSecret' | 'ApiKey', string>>>
  /** Mails a month that the provider's plan covers, if somebody says so: else it is asked for. */
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
    rulesHere(practice),
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
  const {
    publisher,
    from = '',
    zoneRules,
  } = (await answer.json()) as {
    publisher?: { postalAddress?: string }
    from?: string
    zoneRules?: RulesInUse
  }
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
      deployedRules(zoneRules, practice),
    ],
    ...(domain ? { domain: domain.toLowerCase() } : {}),
  }
}

/** What the deployed functions read clocks by. */
function deployedRules(rules: RulesInUse | undefined, { nowMs, rules: here }: Practice): Finding {
  const about = 'time zones'
  if (!rules) return look(about, 'The service does not say by which rules it reads clocks: deploy this version.')
  if (isNewer(here.release, rules.release))
    return ill(about, `It goes by the rules of ${rules.release}; here are those of ${here.release}: deploy them.`)
  return aged(about, `It goes by the rules of ${sayRules(rules)}.`, rules, nowMs())
}

/** Which rules are used where this runs, and would be by what is deployed from here: no deploy is asked for them. */
export const rulesHere = ({ nowMs, rules }: Practice): Finding =>
  aged('time zones here', `The rules of ${sayRules(rules)}.`, rules, nowMs())

function aged(about: string, says: string, rules: RulesInUse, nowMs: number): Finding {
  const now = instant(nowMs)
  return areOld(rules, now)
    ? look(about, `${says} That is ${ageInDays(rules, now)} days ago. ${HOW_TO_UPDATE}`)
    : well(about, says)
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

/** At the domain itself, or at whatever stands above it (RFC 9989, section 4.10: the tree walk). */
async function dmarc(domain: string, { txt }: Practice): Promise<Finding[]> {
  const labels = domain.split('.')
  for (let from = 0; from <= labels.length - 2; from++) {
    const name = `_dmarc.${labels.slice(from).join('.')}`
    const records = (await txt(name)).filter((record) => /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(record))
    if (records.length === 0) continue
    const [record = ''] = records
    // Section 4.10, steps 2 and 6.
    if (records.length > 1)
      return [ill('DMARC', `${name} has ${records.length} records, which count as none: leave one.`)]
    return ofRecord(name, tagsOf(record), from > 0)
  }
  return [ill('DMARC', `_dmarc.${domain} has no TXT record: "v=DMARC1; p=none" is the least.`)]
}

/** The tag list of DKIM (RFC 9989, section 4.7); names and the words of policies in any case. */
const tagsOf = (record: string): ReadonlyMap<string, string> =>
  new Map(
    record.split(';').flatMap((part) => {
      const [, name, value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? []
      return name ? [[name.toLowerCase(), value] as const] : []
    }),
  )
const policies = ['none', 'quarantine', 'reject']
/** At least one of them is a URI (section 4.8): an address alone is none. */
const isReported = (rua: string | undefined): boolean =>
  (rua ?? '').split(',').some((one) => /^\s*[a-z][a-z0-9+.-]*:/i.test(one))

/**
 * What receivers make of it: section 4.7 has the tags, 4.10.1 what holds where policies are missing or odd. Without `p` it
 * counts as `p=none` (checkdmarc 5.16); mailauth 7.1 takes that for no record where nobody is to be reported to either, as it
 * does a policy that is none.
 */
function ofRecord(name: string, tags: ReadonlyMap<string, string>, isAbove: boolean): Finding[] {
  const policyOf = (tag: string) => tags.get(tag)?.toLowerCase()
  const odd = ['p', 'sp', 'np'].filter((tag) => tags.has(tag) && !policies.includes(policyOf(tag)!))
  if (odd.length > 0) {
    const counts = isReported(tags.get('rua')) ? 'all of it counts as p=none' : 'receivers pass it over'
    return [
      ill('DMARC', `${name} has a policy nobody knows in ${odd.join(', ')}, so ${counts}: none, quarantine or reject.`),
    ]
  }
  const p = policyOf('p') ?? 'none'
  const [sp, np] = [policyOf('sp'), policyOf('np')]
  const findings: Finding[] = []
  const worth = (says: string) => findings.push(look('DMARC', says))
  if (!tags.has('p'))
    worth(
      isReported(tags.get('rua'))
        ? `${name} has no p, which counts as p=none: older receivers want it said.`
        : `${name} has no p, which counts as p=none, and nobody to report to: many receivers pass it over. Say p=none.`,
    )
  else findings.push(well('DMARC', `${name} says p=${p}.`))
  if (isAbove && sp) findings.push(well('DMARC', `For names below it, as this sender is, it says sp=${sp}.`))
  if (np) findings.push(well('DMARC', `For names that do not exist it says np=${np}.`))
  else if (p !== 'none' && sp === 'none')
    worth(`${name} has sp=none and no np: names that do not exist are not guarded.`)
  if (policyOf('t') === 'y')
    worth(`${name} says t=y, a test: receivers do a step less than p=${p}. Take it out once nothing of yours fails.`)
  const psd = policyOf('psd')
  if (psd === 'y')
    worth(`${name} says psd=y, which is for registries under which others have their names: leave it out.`)
  if (psd === 'n') findings.push(well('DMARC', `${name} says psd=n: its names are one organization’s.`))
  const gone = ['pct', 'rf', 'ri'].filter((tag) => tags.has(tag))
  if (gone.length > 0) worth(`${name} has ${gone.join(', ')}, which the standard has dropped: leave them out.`)
  return findings
}

// ---- the mail provider

async function provider(
  { secrets, site }: Patient,
  domain: string | undefined,
  practice: Practice,
): Promise<Finding[]> {
  const { ResendKey: sending, ResendAccountKey: account } = secrets
  if (!sending) return [ill('Resend key', 'ResendKey is not set.')]
  const findings: Finding[] = []
  const answer = await asks(sending, practice, '/domains')
  if (typeof answer === 'string') return [ill('Resend key', `Resend does not answer: ${answer}.`)]
  const mayAll = answer.ok
  if (mayAll) findings.push(look('Resend key', 'It may do everything: one that may only send is enough, and safer.'))
  else if ((await nameIn(answer)) === 'restricted_api_key')
    findings.push(well('Resend key', 'It is good for sending and nothing else, as it should be.'))
  else return [ill('Resend key', `Resend refuses it (${answer.status} ${await nameIn(answer)}).`)]

  if (!isSet(account)) {
    findings.push(
      look(
        'Resend account',
        'ResendAccountKey is not set: quotas, missed reports and its list are not looked at there.',
      ),
    )
    if (!mayAll) return [...findings, look('Resend domain', 'See in Resend whether the domain is verified.')]
  }
  const key = isSet(account) ? account : sending
  const domains = isSet(account) ? await asks(account, practice, '/domains') : answer
  if (typeof domains === 'string') return [...findings, ill('Resend account', `Resend does not answer: ${domains}.`)]
  if (!domains.ok) {
    const name = await nameIn(domains)
    return [
      ...findings,
      name === 'restricted_api_key'
        ? ill('Resend account', 'ResendAccountKey may only send: such a key is told nothing of the account.')
        : ill('Resend account', `Resend refuses ResendAccountKey (${domains.status} ${name}).`),
    ]
  }
  if (isSet(account)) findings.push(well('Resend account', 'Its key is taken.'))
  const { data = [] } = (await domains.json()) as { data?: { name: string; status: string }[] }
  const own = data.find(({ name }) => domain === name || domain?.endsWith(`.${name}`))
  return [
    ...findings,
    ...(own
      ? [
          own.status === 'verified'
            ? well('Resend domain', `${own.name} is verified.`)
            : ill('Resend domain', `${own.name} is ${own.status}: look at its records in Resend.`),
        ]
      : domain
        ? [ill('Resend domain', `Resend does not know ${domain}: add it there.`)]
        : []),
    ...(await reports(key, site, practice)),
  ]
}

/** What stands for a key where none is set. */
const isSet = (key: string | undefined): key is string => key !== undefined && key !== '' && key !== 'none'
const asks = (key: string, { fetch }: Practice, path: string): Promise<Response | string> =>
  fetch(`${PROVIDER}${path}`, { headers: { authorization: `Bearer ${key}` } }).catch(reasonOf)
const nameIn = async (answer: Response): Promise<string> =>
  (
    (await answer
      .clone()
      .json()
      .catch(() => ({}))) as { name?: string } | null
  )?.name ?? ''

async function reports(key: string, site: string, practice: Practice): Promise<Finding[]> {
  const answer = await asks(key, practice, '/webhooks')
  if (typeof answer === 'string' || !answer.ok)
    return [look('Resend webhook', 'Resend does not say where it reports to: look there.')]
  const { data = [] } = (await answer.json()) as {
    data?: { id: string; endpoint: string; status: string; events: string[] | null }[]
  }
  const state = endpointState(
    data.map(({ endpoint, ...one }) => ({ ...one, url: endpoint })),
    `${site}/webhooks/resend`,
  )
  switch (state.kind) {
    case 'missing':
      return [ill('Resend webhook', `Resend reports nothing to ${site}/webhooks/resend: add it there.`)]
    case 'disabled':
      return [
        ill(
          'Resend webhook',
          'It is switched off in Resend, by somebody or after days of failures: nothing is reported.',
        ),
      ]
    case 'lacks':
      return [ill('Resend webhook', `It is not told of ${state.events.join(', ')}: add them in Resend.`)]
    case 'well':
      return [well('Resend webhook', 'It is told of what stops mail to an address.')]
  }
}

/** Unsigned is refused, signed is taken: an event that means nothing, so nothing changes. */
async function webhook({ site, secrets }: Patient, { fetch, nowMs }: Practice): Promise<Finding[]> {
  const url = `${site}/webhooks/resend`
  const body = JSON.stringify({ type: 'domain.updated', created_at: new Date(nowMs()).toISOString(), data: {} })
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

/** The free plan's: mails a day and a month (resend.com/docs/knowledge-base/account-quotas-and-limits). */
const FREE_PLAN = { day: 100, month: 3_000 }

async function quota(patient: Patient, practice: Practice): Promise<Finding[]> {
  const read = async <T>(path: string): Promise<T | undefined> => {
    const answer = await asOwner(patient, practice, path).catch(() => undefined)
    return answer?.ok ? ((await answer.json()) as T) : undefined
  }
  const used = await usage(patient, practice)
  const digests = await read<{ items: { id: string; status: string }[] }>('/digests?limit=100')
  if (!digests) return [...used.findings]
  let mails = 0
  let largest = 0
  for (const { id, status } of digests.items) {
    if (status !== 'active') continue
    const issues = await read<{ items: { counts?: { readers?: number } }[] }>(`/digests/${id}/issues?limit=1`)
    const next = await read<{ items: { at: string }[] }>(`/digests/${id}/next`)
    const readers = issues?.items[0]?.counts?.readers ?? 0
    largest = Math.max(largest, readers)
    mails += readers * timesAMonth((next?.items ?? []).map(({ at }) => Date.parse(at)))
  }
  return [
    ...used.findings,
    fitsTheMonth(Math.ceil(mails), patient.quota ?? used.month),
    ...(used.day !== undefined && largest > used.day
      ? [
          ill(
            'quota',
            `An issue goes to ${said(largest)} readers, and the plan lets ${said(used.day)} mails a day through: it takes days.`,
          ),
        ]
      : []),
  ]
}

const said = (count: number): string => count.toLocaleString('en')

function fitsTheMonth(mails: number, plan: number | undefined): Finding {
  const about = `About ${said(mails)} mails go out a month`
  if (plan === undefined)
    return mails > FREE_PLAN.month
      ? look(
          'quota',
          `${about}: the free plan covers ${said(FREE_PLAN.month)}, ${FREE_PLAN.day} a day. Say --quota with what yours does.`,
        )
      : well('quota', `${about}.`)
  return mails > plan
    ? ill('quota', `${about}, and the plan covers ${said(plan)}: raise it, or issues will wait.`)
    : well('quota', `${about}; the plan covers ${said(plan)}.`)
}

type Used = { readonly findings: readonly Finding[]; readonly day?: number; readonly month?: number }

/** What Resend itself says (`GET /usage`, since October 2026). What it does not tell is said, and never taken for nothing used. */
async function usage({ secrets }: Patient, practice: Practice): Promise<Used> {
  const key = isSet(secrets.ResendAccountKey) ? secrets.ResendAccountKey : secrets.ResendKey
  if (!isSet(key)) return { findings: [] }
  const unknown = (why: string): Used => ({ findings: [look('usage', `Resend does not say what is used: ${why}.`)] })
  const answer = await asks(key, practice, '/usage')
  if (typeof answer === 'string') return unknown(answer)
  if (answer.status === 404) return unknown('it does not offer that for this account')
  if ((await nameIn(answer)) === 'restricted_api_key') return unknown('this key may only send')
  if (!answer.ok) return unknown(`${answer.status} ${await nameIn(answer)}`.trim())
  const { emails } = ((await answer.json().catch(() => null)) ?? {}) as { emails?: Record<string, unknown> }
  const [day, month] = [windowIn(emails?.daily), windowIn(emails?.monthly)]
  if (!day && !month) return unknown('its answer could not be understood')
  const words = [...(day ? [`${day.words} today`] : []), ...(month ? [`${month.words} this month`] : [])].join(', ')
  const isFull = [day, month].some((one) => one?.limit !== undefined && one.used >= one.limit)
  return {
    findings: [(isFull ? ill : well)('usage', `${words}${isFull ? ': nothing goes out until it is more' : ''}.`)],
    ...(day?.limit === undefined ? {} : { day: day.limit }),
    ...(month?.limit === undefined ? {} : { month: month.limit }),
  }
}

function windowIn(given: unknown): { used: number; limit?: number; words: string } | undefined {
  const { used, limit } = (given ?? {}) as { used?: unknown; limit?: unknown }
  if (typeof used !== 'number') return undefined
  if (typeof limit === 'number') return { used, limit, words: `${said(used)} of ${said(limit)} mails` }
  return {
    used,
    words: `${said(used)} mails, ${limit === null ? 'without a limit,' : 'of a number that it does not say,'}`,
  }
}

function timesAMonth(moments: readonly number[]): number {
  const [first, last] = [moments[0], moments.at(-1)]
  if (first === undefined || last === undefined || moments.length < 2 || last === first) return 1
  return (30 * DAY) / ((last - first) / (moments.length - 1))
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.message) : String(error)
