import { letterOf } from '../../../core/model/came.ts'
import type { Delivery } from '../../../core/model/hook.ts'
import { retention } from '../../../core/model/retention.ts'
import {
  audienceChange,
  epochDigit,
  growthOf,
  rowKey,
  rowsOf,
  type Subscriber,
  type Suppression,
} from '../../../core/model/subscriber.ts'
import { type Instant, plus } from '../../../core/model/time.ts'
import type { SaveSubscriber, SetbackEvent } from '../../../core/ports.ts'
import type { Item } from '../dynamo/read.ts'
import { check, put, remove, type Step, update } from '../dynamo/steps.ts'
import { tellingStep } from '../hooks.ts'
import { leavingThrough, writingDown } from '../outcomes.ts'
import { dateOf, forgetAt, keys, monthOf, nowSeconds, secondsOf, shards, type Table } from '../table.ts'

/** Not there, or due to be deleted by the time to live. */
const isGone = 'attribute_not_exists(#pk) OR #expiresAt <= :now'

type Steps = Record<string, Step | readonly Step[] | undefined>

/** What one save writes. The subscriber's version guards all of it; `history` is the consent of one who has not confirmed yet. */
export function savingSteps(table: Table, change: SaveSubscriber, history: readonly Item[]): Steps {
  const { before, after, consent, suppression, event } = change
  const version = (before?.version ?? 0) + 1
  const forget = forgetAt(after)
  const expiry = forget === undefined ? {} : { expiresAt: secondsOf(forget) }
  // What expires with the unconfirmed reader is written again when that moment moves, or falls away.
  const moves = !before || forgetAt(before) !== forget
  const now = { ':now': nowSeconds(table.now()) }
  return {
    ...(event ? eventSteps(table, event) : {}),
    tell: change.tell?.map(tellingStep),
    profile: put(
      { ...keys.subscriber(after.id), ...after, version, ...expiry },
      before ? '#version = :version AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)' : isGone,
      { ':version': before?.version, ...now },
    ),
    subscriptions: subscriptionSteps(before, after, moves, expiry),
    ...audienceSteps(before, after),
    ...addressSteps(table, before, after, moves, expiry),
    ...(suppression ? { suppression: suppressing(table, after.address, suppression) } : {}),
    ...(suppression === null ? { suppression: remove(suppressionKey(table, after.address)) } : {}),
    ...(suppression === undefined && arrives(before, after)
      ? { suppression: check(suppressionKey(table, after.address), 'attribute_not_exists(#pk)') }
      : {}),
    ...(change.leaves ? leavingSteps(change.leaves) : {}),
    ...(change.through ? { through: leavingThrough(table, after.id, change.through) } : {}),
    funnel: funnelSteps(consent?.at ?? table.now(), change),
    consent: consent && put({ ...keys.consent(after.id, consent.at, version), ...consent, ...expiry }),
    history: moves ? history.map((item) => withExpiry(item, expiry)) : [],
  }
}

/** Asked and confirmed, by digest and month (STD-76); come and gone, by day. */
function funnelSteps(
  at: Instant,
  { before, after, consent, isCountedApart }: Pick<SaveSubscriber, 'before' | 'after' | 'consent' | 'isCountedApart'>,
): Step[] {
  const { joined, left } = isCountedApart ? { joined: [], left: [] } : growthOf(before, after)
  const asked = consent?.kind === 'asked' || consent?.kind === 'confirmed' ? consent : undefined
  const counts = [
    ...(asked?.digests ?? []).map(({ digest }) => ({ digest, name: asked!.kind as string })),
    ...joined.map((digest) => ({ digest, name: `joined${dateOf(at)}` })),
    ...left.map((digest) => ({ digest, name: `left${dateOf(at)}` })),
  ]
  return [...new Set(counts.map(({ digest }) => digest))].map((digest) => {
    const adds = counts.filter((one) => one.digest === digest).map(({ name }) => `#${name} :one`)
    const key = keys.funnel(digest, monthOf(at), epochDigit(after.id))
    return update(key, `ADD ${adds.join(', ')}`, undefined, { ':one': 1 })
  })
}

/** That the zone somebody leaves is as it was read: neither a slot opened there since, nor its issue claimed any further. */
function leavingSteps({ digest, edition, zone, cut, progress }: NonNullable<SaveSubscriber['leaves']>): Steps {
  const same = (name: string, value: unknown) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :${name}`
  const { lastSlotIssue } = cut
  return {
    cut: check(keys.cut(digest, edition, zone), same('lastSlotIssue', lastSlotIssue), {
      ':lastSlotIssue': lastSlotIssue,
    }),
    progress:
      progress && lastSlotIssue
        ? check(
            keys.progress(lastSlotIssue),
            [same('cursor', progress.cursor), same('after', progress.after), same('ended', progress.ended)].join(
              ' AND ',
            ),
            { ':cursor': progress.cursor, ':after': progress.after, ':ended': progress.ended },
          )
        : undefined,
  }
}

/** An address that gets no mail never comes into an audience by somebody who did not know that (STD-56). */
const arrives = (before: Subscriber | undefined, after: Subscriber): boolean =>
  rowsOf(after).length > 0 && (rowsOf(before).length === 0 || before?.address !== after.address)

function subscriptionSteps(before: Subscriber | undefined, after: Subscriber, moves: boolean, expiry: object): Step[] {
  const known = new Map(before?.subscriptions.map((one) => [one.digest, JSON.stringify(one)]))
  const kept = new Set(after.subscriptions.map(({ digest }) => digest))
  return [
    ...after.subscriptions
      .filter((one) => moves || known.get(one.digest) !== JSON.stringify(one))
      .map((one) => put({ ...keys.subscription(after.id, one.digest), ...one, ...expiry })),
    ...[...known.keys()]
      .filter((digest) => !kept.has(digest))
      .map((digest) => remove(keys.subscription(after.id, digest))),
  ]
}

/** What the key says is not said again in the row. */
function audienceSteps(before: Subscriber | undefined, after: Subscriber): Steps {
  const change = audienceChange(before, after)
  return {
    rows: change.put.map((row) => {
      const { address, topics, locale, pausedUntil, servedTo } = row
      const came = row.came && letterOf[row.came]
      return put({ ...keys.reader(row.digest, rowKey(row)), address, topics, locale, pausedUntil, servedTo, came })
    }),
    goneRows: change.delete.map((row) => remove(keys.reader(row.digest, rowKey(row)))),
    zones: change.zones.map(({ digest, edition, zone, by }) =>
      update(keys.zone(digest, edition, zone), 'ADD #readers :by', undefined, { ':by': by }),
    ),
    epochs: change.epochs.map((digest) =>
      update(keys.epoch(digest, epochDigit(after.id)), 'ADD #n :one', undefined, { ':one': 1 }),
    ),
  }
}

/** One address, one subscriber: the address is free, or was somebody's who never confirmed, or it is theirs already. */
function addressSteps(
  table: Table,
  before: Subscriber | undefined,
  after: Subscriber,
  moves: boolean,
  expiry: object,
): Steps {
  const hasMoved = before !== undefined && before.address !== after.address
  const left = hasMoved ? before.address : undefined
  const isTheirs = '#subscriber = :id'
  const values = { ':id': after.id, ':now': nowSeconds(table.now()) }
  // Whoever moves nothing needs no hash, and so no pepper.
  const item = () => ({ ...keys.address(table.addressKey(after.address)), subscriber: after.id, ...expiry })
  return {
    address: moves || hasMoved ? put(item(), `${isGone} OR ${isTheirs}`, values) : undefined,
    line:
      moves || hasMoved ? put({ ...keys.listedReader(after.id, after.address), id: after.id, ...expiry }) : undefined,
    leftAddress: left === undefined ? undefined : remove(keys.address(table.addressKey(left)), isTheirs, values),
    leftLine: left === undefined ? undefined : remove(keys.listedReader(after.id, left)),
  }
}

/** So many items of a history go in the transaction of an erasure, beside those of fifteen digests; more than that follow after it. */
export const MOST_ERASED = 15

/** Everything that is kept under somebody's name, as far as one transaction reaches. `history`: their consent, oldest first. */
export function erasingSteps(
  table: Table,
  subscriber: Subscriber,
  suppression: Suppression,
  history: readonly Item[],
  tell: readonly Delivery[] = [],
): Steps {
  const isTheirs = '#subscriber = :id'
  const hash = table.addressKey(subscriber.address)
  return {
    profile: remove(keys.subscriber(subscriber.id), '#version = :version', { ':version': subscriber.version }),
    subscriptions: subscriber.subscriptions.map((one) => remove(keys.subscription(subscriber.id, one.digest))),
    ...audienceSteps(subscriber, { ...subscriber, subscriptions: [] }),
    address: remove(keys.address(hash), `attribute_not_exists(#pk) OR ${isTheirs}`, { ':id': subscriber.id }),
    line: remove(keys.listedReader(subscriber.id, subscriber.address)),
    funnel: funnelSteps(table.now(), { before: subscriber, after: { ...subscriber, subscriptions: [] } }),
    suppression: put({ ...keys.suppression(hash), ...suppression }),
    history: history.slice(0, MOST_ERASED).map(({ pk, sk }) => remove({ pk, sk })),
    tell: tell.map(tellingStep),
  }
}

const withExpiry = ({ pk, sk }: Item, expiry: { expiresAt?: number }): Step =>
  update(
    { pk, sk },
    expiry.expiresAt === undefined ? 'REMOVE #expiresAt' : 'SET #expiresAt = :expiresAt',
    'attribute_exists(#pk)',
    { ':expiresAt': expiry.expiresAt },
  )

const suppressionKey = (table: Table, address: string) => keys.suppression(table.addressKey(address))

export const suppressing = (table: Table, address: string, suppression: Suppression): Step =>
  put({ ...suppressionKey(table, address), ...suppression })

/** An event of the provider counts once (T71): it is remembered for longer than it is repeated. */
export function eventSteps(table: Table, event: SetbackEvent): Steps {
  const { issue, mail } = event
  const expiresAt = secondsOf(plus(table.now(), retention.events))
  return {
    seen: put({ ...keys.seen(event.id), expiresAt }, isGone, { ':now': nowSeconds(table.now()) }),
    counted:
      event.counts.length === 0 || event.issue === undefined
        ? undefined
        : update(
            keys.setbacks(event.issue, mail ? epochDigit(mail.subscriber) : digitOf(event.id)),
            `ADD ${event.counts.map((name) => `#${name} :one`).join(', ')}`,
            undefined,
            { ':one': 1 },
          ),
    mail:
      issue === undefined || mail === undefined
        ? undefined
        : writingDown(
            table,
            issue,
            { subscriber: mail.subscriber, outcome: { [mail.sign]: { at: mail.at, note: mail.note } } },
            'once',
          ),
  }
}

/** Any will do, as long as events are spread over them. */
const digitOf = (event: string): string => shards[event.charCodeAt(event.length - 1) % shards.length]!
