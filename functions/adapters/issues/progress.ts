import { type IssueStatus, isFinished, type Progress } from '../../../core/model/issue.ts'
import { noSetbacks, type Setbacks } from '../../../core/model/setback.ts'
import type { Issues } from '../../../core/ports.ts'
import { dueBy, get, getMany, type Item, query } from '../dynamo/read.ts'
import { list, maybe, number, oneOf, read, record, shape, text, truth } from '../dynamo/shape.ts'
import { update } from '../dynamo/steps.ts'
import { transact, write, writeForSure } from '../dynamo/write.ts'
import { due, END, keys, type Table } from '../table.ts'
import { issueOf } from './open.ts'

type Sending = Pick<
  Issues,
  'progress' | 'due' | 'look' | 'lease' | 'release' | 'become' | 'tidied' | 'setbacks' | 'progressOf' | 'setbacksOf'
>

const isProgress = shape({
  status: oneOf('held', 'sending', 'sent', 'skipped', 'paused', 'cancelled', 'needs-person'),
  reason: maybe(text),
  cursor: number,
  after: maybe(text),
  ended: truth,
  open: record((at) => at === null || text(at)),
  unanswered: maybe(shape({ askedAt: text, said: text })),
  lease: maybe(shape({ owner: text, until: text })),
  counts: shape({ readers: number, sent: number, skipped: number, failed: number, unknown: number }),
  unknown: list(number),
  overruled: maybe(truth),
  retry: maybe(number),
  retriedAt: maybe(text),
  nothingNew: maybe(truth),
  tidied: maybe(number),
  lookAt: maybe(text),
})

/** The lease is nobody else's now. */
export const isFree = '(attribute_not_exists(#lease) OR #lease.#owner = :worker OR #lease.#until <= :now)'

export function progressIn(table: Table): Sending {
  /** Price: one read. */
  const progressOf = async (id: string): Promise<Progress | undefined> =>
    read<Progress>(table, await get(table, keys.progress(id)), isProgress)

  /** With the one counter that there was before there were sixteen. */
  function countersOf(id: string): Promise<Item[]> {
    const { pk, sk } = keys.setbacks(id, '')
    return query(table, { pk, from: sk.slice(0, -1), to: `${sk}${END}` })
  }

  async function become(change: Parameters<Issues['become']>[0]): Promise<boolean> {
    const { issue, from, to } = change
    // Whom a retry has not taken up yet is not done with: it ends when they are.
    if (to === 'sent') return andMoveCut(change, 'attribute_not_exists(#retry)')
    if (to !== 'needs-person') return writeForSure(table, becoming(change))
    // Whether anybody has it decides over the cut: what is read here may not have changed when it is written.
    for (let tries = 0; tries < 5; tries++) {
      const progress = await progressOf(issue.id)
      if (!progress || !from.includes(progress.status)) return false
      if (progress.counts.sent + progress.counts.unknown > 0) return andMoveCut(change)
      if (await writeForSure(table, becoming(change, '#counts.#sent = :none AND #counts.#unknown = :none'))) return true
    }
    throw new Error('an issue changes faster than it can be stopped')
  }

  async function andMoveCut(change: Parameters<Issues['become']>[0], and?: string): Promise<boolean> {
    const { issue } = change
    const refused = await transact(table, {
      progress: becoming(change, and),
      cut: update(
        keys.cut(issue.digest, issue.edition, issue.zone),
        'SET #sentCut = :cut, #sentIssue = :issue',
        'attribute_not_exists(#sentCut) OR #sentCut < :cut',
        { ':cut': issue.openedAt, ':issue': issue.id },
      ),
    })
    if (refused.size === 0) return true
    // The cut never moves back: a later issue has been sent already.
    return refused.has('progress') ? false : writeForSure(table, becoming(change, and))
  }

  return {
    progress: progressOf,
    become,

    async due(now, limit) {
      return (await dueBy(table, 'ISSUE', now, limit)).map(({ pk }) => issueOf(pk))
    },

    /** Price: one write, two with the index. */
    async look(id, from, to) {
      return write(
        table,
        update(keys.progress(id), 'SET #lookAt = :to, #dueSk = :dueSk', '#lookAt = :from', {
          ':to': to,
          ':dueSk': due.issue(to, id).dueSk,
          ':from': from,
        }),
      )
    },

    /** Not once the issue is done with: then nobody looks after it. Price: one write, two with the index. */
    async lease(id, worker, now, until) {
      return write(
        table,
        update(
          keys.progress(id),
          'SET #lease = :lease, #lookAt = :until, #dueSk = :dueSk',
          `attribute_exists(#lookAt) AND ${isFree}`,
          {
            ':lease': { owner: worker, until },
            ':until': until,
            ':dueSk': due.issue(until, id).dueSk,
            ':worker': worker,
            ':now': now,
          },
        ),
      )
    },

    /** Price: one write, two with the index. */
    async release(id, worker, lookAt, unanswered) {
      const [said, gone] = [unanswered ? ', #unanswered = :unanswered' : '', unanswered === null ? ', #unanswered' : '']
      return write(
        table,
        update(
          keys.progress(id),
          `SET #lookAt = :lookAt, #dueSk = :dueSk${said} REMOVE #lease${gone}`,
          'attribute_exists(#lookAt) AND #lease.#owner = :worker',
          {
            ':lookAt': lookAt,
            ':dueSk': due.issue(lookAt, id).dueSk,
            ':worker': worker,
            ...(unanswered ? { ':unanswered': unanswered } : {}),
          },
        ),
      )
    },

    /** An issue that is taken up again meanwhile stays on the list. Price: one write, two where it leaves the index. */
    async tidied(id, n, all) {
      const change = `SET #tidied = :n${all ? ' REMOVE #lookAt, #duePk, #dueSk, #lease' : ''}`
      const isDone = '#cursor = :n AND #status IN (:sent, :cancelled, :person)'
      const states = { ':sent': 'sent', ':cancelled': 'cancelled', ':person': 'needs-person' }
      await write(
        table,
        update(keys.progress(id), change, all ? isDone : 'attribute_exists(#pk)', { ':n': n, ...states }),
      )
    },

    /** Price: one read. */
    async setbacks(id) {
      return sumOfSetbacks(await countersOf(id))
    },

    /** Price: one call and a read unit each for 100 of them. */
    async progressOf(ids) {
      const items = await getMany(table, ids.map(keys.progress))
      return new Map(
        items.flatMap((item) => {
          const progress = read<Progress>(table, item, isProgress)
          return progress ? [[issueOf(item.pk), progress] as const] : []
        }),
      )
    },

    /** Price: one read each, side by side. */
    async setbacksOf(ids) {
      const all = await Promise.all(ids.map(async (id) => [id, await countersOf(id)] as const))
      return new Map(all.filter(([, items]) => items.length > 0).map(([id, items]) => [id, sumOfSetbacks(items)]))
    },
  }
}

function sumOfSetbacks(items: readonly Item[]): Setbacks {
  const names = Object.keys(noSetbacks) as (keyof Setbacks)[]
  const sumOf = (name: string) => items.reduce((sum, item) => sum + Number(item[name] ?? 0), 0)
  return Object.fromEntries(names.map((name) => [name, sumOf(name)])) as Setbacks
}

/** Price: one write as a transaction, two units; that of the cut as well where it moves. */
function becoming(
  { issue, from, to, reason, lookAt, resumeAt, overruled, now }: Parameters<Issues['become']>[0],
  and?: string,
) {
  // Finished with something left to do is not done with: it stays on the tick's list as long as it is told to.
  const isOver = isFinished(to) && lookAt === undefined
  const alarm = lookAt === undefined ? undefined : due.issue(lookAt, issue.id)
  const set = {
    status: ':to',
    ...(reason === undefined ? {} : { reason: ':reason' }),
    ...(resumeAt === undefined ? {} : { resumeAt: ':resumeAt' }),
    ...(alarm ? { lookAt: ':lookAt', duePk: ':duePk', dueSk: ':dueSk' } : {}),
    ...(overruled ? { overruled: ':overruled' } : {}),
    ...(isFinished(to) ? { finishedAt: 'if_not_exists(#finishedAt, :now)' } : {}),
  }
  const isGivenUp = isFinished(to) && to !== 'sent'
  const gone = [
    'reason',
    'resumeAt',
    'lookAt',
    'duePk',
    'dueSk',
    'finishedAt',
    ...(isOver ? ['lease'] : []),
    ...(isGivenUp ? ['retry'] : []),
  ].filter((name) => !(name in set))
  const states = from.map((status, index): [string, IssueStatus] => [`:from${index}`, status])
  return update(
    keys.progress(issue.id),
    `SET ${Object.entries(set).map(([name, value]) => `#${name} = ${value}`)} REMOVE ${gone.map((name) => `#${name}`)}`,
    [`#status IN (${states.map(([name]) => name)})`, and].filter(Boolean).join(' AND '),
    {
      ':to': to,
      ':reason': reason,
      ':resumeAt': resumeAt,
      ':lookAt': lookAt,
      ':duePk': alarm?.duePk,
      ':dueSk': alarm?.dueSk,
      ':now': now,
      ':overruled': overruled,
      ':none': 0,
      ...Object.fromEntries(states),
    },
  )
}
