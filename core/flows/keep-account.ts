import {
  ENDPOINT_EVERY,
  endpointState,
  endpointTrouble,
  isDue,
  keptOf,
  nextMirror,
  nextWalk,
  type Standing,
  USAGE_EVERY,
} from '../model/account.ts'
import { isToWake, longSilence } from '../model/silence.ts'
import { between, type Instant, MINUTE } from '../model/time.ts'
import type { Ports } from '../ports.ts'
import { turnsBesideMail } from './account-turns.ts'
import { carryOutLifts } from './carry-out-lifts.ts'
import { foreseeQuota, warnOfQuota } from './foresee-quota.ts'
import { listenForAnswers } from './listen-for-answers.ts'
import { mirrorList } from './mirror-list.ts'
import { sweepMissed } from './sweep-missed.ts'

type Needs = Parameters<typeof carryOutLifts>[0] &
  Parameters<typeof foreseeQuota>[0] &
  Parameters<typeof mirrorList>[0] &
  Pick<Ports, 'issues' | 'letters' | 'fence' | 'queue' | 'site' | 'wait'>

export type Kept = {
  readonly lifted: number
  readonly warned: number
  /** Why nothing was done at all: this table is a copy. */
  readonly closed?: string
}

/** Where the provider is to report to. */
export const endpointUrl = (site: string): string => `${site}/webhooks/resend`

/**
 * Every few minutes: what stands between us and the provider is looked at when its time has come, and kept for the console
 * and the editors; what editors have lifted reaches its list. Each part may fail for itself, and be done twice. Behind a
 * closed fence nothing is done: a copy must not change the account of its original. Price while idle: two reads, and two of the index.
 */
export async function keepAccount(ports: Needs): Promise<Kept> {
  const fence = await ports.fence.check()
  if (fence.kind === 'closed') return { lifted: 0, warned: 0, closed: fence.reason }
  const { standing: before, lifts, askedAt } = await ports.standing.open()
  const lifted = await carryOutLifts(ports, lifts)
  const seen = await lookAtUsage(ports, await lookForSilence(ports, before), askedAt)
  const warned = await warnOfQuota(ports, seen.shortfalls)
  const after = await walk(ports, await lookAtEndpoint(ports, seen, askedAt), askedAt)
  // Lost: another run has done the same, and knows what it has done.
  if (after !== before) await ports.standing.put(before, after)
  return { lifted, warned }
}

/**
 * Mails of ours that have waited for an answer for long are an error in the log, and so an alarm, once an hour at most. It is
 * read from what the senders have written down: nothing is asked, and no key is needed. Price: that of `listenForAnswers`.
 */
async function lookForSilence(ports: Needs, standing: Standing): Promise<Standing> {
  const now = ports.now()
  const silence = longSilence(await listenForAnswers(ports), now)
  const wakes = silence !== undefined && isToWake(standing.wokenAt, now)
  if (wakes) {
    const minutes = Math.floor(between(silence.since, now) / MINUTE)
    ports.log('provider.silent', { level: 'error', minutes, ...silence })
  }
  if (!silence && !standing.silence) return standing
  const { silence: _, ...rest } = standing
  return { ...rest, ...(silence ? { silence } : {}), ...(wakes ? { wokenAt: now } : {}) }
}

/** Price: one request every three hours, and then what it costs to foresee. */
async function lookAtUsage(ports: Needs, standing: Standing, askedAt: Instant | undefined): Promise<Standing> {
  if (!isDue(standing.usage, USAGE_EVERY, ports.now(), askedAt)) return standing
  const usage = keptOf(standing.usage, await ports.account.usage(), ports.now())
  if (usage === standing.usage) return standing
  return { ...standing, usage, shortfalls: 'said' in usage ? await foreseeQuota(ports, usage.said) : [] }
}

/** An endpoint that is not as it has to be is an error in the log, and so an alarm, at every look: once an hour. Price: one request an hour. */
async function lookAtEndpoint(ports: Needs, standing: Standing, askedAt: Instant | undefined): Promise<Standing> {
  if (!isDue(standing.endpoint, ENDPOINT_EVERY, ports.now(), askedAt)) return standing
  const all = await ports.account.endpoints()
  const state = all.ok ? ({ ok: true, value: endpointState(all.value, endpointUrl(ports.site)) } as const) : all
  const endpoint = keptOf(standing.endpoint, state, ports.now())
  if (endpoint === standing.endpoint) return standing
  if ('said' in endpoint && endpointTrouble(endpoint.said))
    ports.log('endpoint.ill', { level: 'error', state: endpoint.said.kind })
  return { ...standing, endpoint }
}

/** The two long walks, beside mail and never in its way. What is switched off is not asked to post again: it would not. */
async function walk(ports: Needs, standing: Standing, askedAt: Instant | undefined): Promise<Standing> {
  const { endpoint, sweep, mirror } = standing
  // What the provider tells nobody of this key, it does not tell of these either: nothing is asked in vain.
  if (!endpoint || 'unknown' in endpoint) return standing
  const now = ports.now()
  const isAsked = (last: Instant | undefined) => askedAt !== undefined && (last === undefined || last < askedAt)
  const turn = turnsBesideMail(ports)
  let after = standing
  const { said } = endpoint
  const back = nextWalk(sweep, now, isAsked(sweep.sweptAt))
  if (back && (said.kind === 'well' || said.kind === 'lacks')) {
    const begun = sweep.walk ? sweep : { looked: 0, asked: 0, ...(sweep.sweptAt ? { sweptAt: sweep.sweptAt } : {}) }
    after = { ...after, sweep: await sweepMissed(ports, said.id, { ...begun, walk: back }, turn) }
  }
  const through = nextMirror(mirror, now, isAsked(mirror.mirroredAt))
  if (through) after = { ...after, mirror: await mirrorList(ports, { ...mirror, walk: through }, turn) }
  return after
}
