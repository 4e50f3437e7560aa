import { hash, randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { Received } from './validate.ts'

/** One line of the accept log: what an auditor counts. `hash` is the SHA-256 of that mail's own JSON. */
export type Accepted = {
  readonly id: string
  readonly key: string | null
  readonly recipient: string
  readonly hash: string
  readonly time: string
  readonly subject: string
}

/** What the log knows of a mail for ever, its body forgotten or not. */
export type Known = Accepted & { readonly from: string; readonly tags: readonly Tag[] }

export type Tag = { readonly name: string; readonly value: string }

/** A row of the inbox: no body, so that a long list costs little. */
export type Line = { readonly id: string; readonly to: string; readonly subject: string; readonly receivedAt: string }

export type Filter = {
  /** Part of an address, in any case. */
  readonly to?: string | undefined
  /** Part of a subject, in any case. */
  readonly subject?: string | undefined
  /** Part of either. */
  readonly either?: string | undefined
  /** Only what came before, or after, this message. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

export type Store = ReturnType<typeof openStore>

const DAY = 24 * 60 * 60 * 1000
const PAGE = 1000

/**
 * The mailbox's memory. The accept log and the memory of idempotency keys are written in one transaction, so that both
 * survive `kill -9` together. `synchronous=OFF` is enough for that: the process dies, not the machine.
 */
export function openStore(file: string | undefined, keep: number) {
  const db = new DatabaseSync(file ?? ':memory:')
  db.exec(`
    pragma busy_timeout = 5000;
    pragma journal_mode = WAL;
    pragma synchronous = OFF;
    create table if not exists origin   (prefix text not null);
    create table if not exists requests (id integer primary key, key text, time integer not null);
    create table if not exists accepted (seq integer primary key, request integer not null, sender text not null,
                                         recipient text not null, subject text not null, tags text, hash blob not null);
    create table if not exists bodies   (seq integer primary key, mail text not null);
    create table if not exists keys     (key text primary key, hash blob not null, answer text not null, time integer not null);
    create index if not exists keys_by_time on keys (time);
    create table if not exists outcomes (seq integer primary key, event text not null);
  `)

  const row = `select a.seq, r.key, r.time, a.sender, a.recipient, a.subject, a.tags, a.hash
               from accepted a join requests r on r.id = a.request`
  const sql = {
    request: db.prepare('insert into requests (key, time) values (?, ?)'),
    accepted: db.prepare(
      'insert into accepted (seq, request, sender, recipient, subject, tags, hash) values (?, ?, ?, ?, ?, ?, ?)',
    ),
    body: db.prepare('insert into bodies (seq, mail) values (?, ?)'),
    trim: db.prepare('delete from bodies where seq <= ?'),
    remember: db.prepare('insert or replace into keys (key, hash, answer, time) values (?, ?, ?, ?)'),
    expire: db.prepare('delete from keys where time <= ?'),
    key: db.prepare('select hash, answer from keys where key = ? and time > ?'),
    one: db.prepare(`${row} where a.seq = ?`),
    page: db.prepare(`${row} where a.seq > ? order by a.seq limit ${PAGE}`),
    mail: db.prepare('select mail from bodies where seq = ?'),
    older: db.prepare(lines('b.seq < ?', 'desc')),
    newer: db.prepare(lines('b.seq > ?', 'asc')),
    kept: db.prepare('select count(*) as n from bodies'),
    since: db.prepare('select count(*) as n from accepted a join requests r on r.id = a.request where r.time >= ?'),
    recipients: db.prepare('select count(distinct recipient) as n from accepted'),
    outcome: db.prepare('insert or replace into outcomes (seq, event) values (?, ?)'),
    outcomeOf: db.prepare('select event from outcomes where seq = ?'),
  }

  const prefix = ownPrefix(db)
  let last = Number(db.prepare('select max(seq) as n from accepted').get()?.n ?? 0)

  /** The log's row number in the shape of a UUID: a message is found again without an index over a million random ids. */
  const idOf = (seq: number) => `${prefix}${seq.toString(16).padStart(12, '0')}`
  const seqOf = (id: string) => (id.startsWith(prefix) ? Number.parseInt(id.slice(prefix.length), 16) || 0 : 0)

  const known = (one: Row): Known => ({
    id: idOf(Number(one.seq)),
    key: one.key as string | null,
    recipient: String(one.recipient),
    hash: Buffer.from(one.hash as Uint8Array).toString('hex'),
    time: new Date(Number(one.time)).toISOString(),
    subject: String(one.subject),
    from: String(one.sender),
    tags: one.tags ? JSON.parse(String(one.tags)) : [],
  })

  function transaction(work: () => void) {
    db.exec('begin immediate')
    try {
      work()
      db.exec('commit')
    } catch (fault) {
      db.exec('rollback')
      throw fault
    }
  }

  return {
    /** The answer a key was given within 24 hours before `now`, if it was. */
    answered(key: string, bodyHash: Buffer, now: number) {
      const found = sql.key.get(key, now - DAY)
      if (!found) return undefined
      return { sameBody: bodyHash.equals(found.hash as Uint8Array), answer: String(found.answer) }
    },

    /** Accepts all or nothing: log, bodies and key in one transaction. Returns the answer, which it also remembers. */
    accept(
      request: { key: string | null; bodyHash: Buffer; time: number; mails: readonly Received[] },
      answerWith: (ids: readonly string[]) => string,
    ) {
      const first = last + 1
      const ids = request.mails.map((_, i) => idOf(first + i))
      const answer = answerWith(ids)
      const newest = last + request.mails.length
      transaction(() => {
        if (request.mails.length > 0) {
          const { lastInsertRowid } = sql.request.run(request.key, request.time)
          request.mails.forEach((mail, i) => {
            const json = JSON.stringify(mail)
            const tags = mail.tags?.length ? JSON.stringify(mail.tags) : null
            const sum = hash('sha256', json, 'buffer')
            sql.accepted.run(first + i, lastInsertRowid, mail.from, recipientOf(mail), mail.subject, tags, sum)
            if (first + i > newest - keep) sql.body.run(first + i, json)
          })
          sql.trim.run(newest - keep)
        }
        if (request.key !== null) {
          sql.expire.run(request.time - DAY)
          sql.remember.run(request.key, request.bodyHash, answer, request.time)
        }
      })
      last = newest
      return { ids, answer }
    },

    forgetKeys: () => db.exec('delete from keys'),
    forgetBodies: () => db.exec('delete from bodies'),

    /** The accept log in order, a page at a time, so that a million lines never stand in memory together. */
    *accepted(): Generator<Accepted> {
      for (let after = 0; ; ) {
        const page = sql.page.all(after)
        for (const one of page) {
          const { id, key, recipient, hash, time, subject } = known(one)
          yield { id, key, recipient, hash, time, subject }
        }
        if (page.length < PAGE) return
        after = Number(page.at(-1)?.seq)
      }
    },

    /** How many were accepted since an instant (epoch ms). */
    acceptedSince: (time: number) => Number(sql.since.get(time)?.n),
    summary: () => ({ mails: last, recipients: Number(sql.recipients.get()?.n) }),
    counts: () => ({ accepted: last, kept: Number(sql.kept.get()?.n) }),

    known(id: string): Known | undefined {
      const found = sql.one.get(seqOf(id))
      return found && known(found)
    },
    mail(id: string): Received | undefined {
      const found = sql.mail.get(seqOf(id))
      return found && JSON.parse(String(found.mail))
    },

    /** Kept messages, newest first, without their bodies. */
    lines(filter: Filter): Line[] {
      const found: Line[] = []
      const forwards = filter.after !== undefined
      const edge = seqOf(filter.after ?? filter.before ?? '')
      const rows = forwards
        ? sql.newer.iterate(edge)
        : sql.older.iterate(filter.before ? edge : Number.MAX_SAFE_INTEGER)
      for (const one of rows) {
        const to = String(one.recipient)
        const subject = String(one.subject)
        if (!matches(filter, to, subject)) continue
        found.push({ id: idOf(Number(one.seq)), to, subject, receivedAt: new Date(Number(one.time)).toISOString() })
        if (found.length >= filter.limit) break
      }
      return forwards ? found.reverse() : found
    },

    /** The last thing reported of a message; what `GET /emails/ID` answers when no webhook arrived. */
    setOutcome: (id: string, event: string) => void sql.outcome.run(seqOf(id), event),
    outcome: (id: string) => sql.outcomeOf.get(seqOf(id))?.event as string | undefined,

    close: () => db.close(),
  }
}

type Row = NonNullable<ReturnType<ReturnType<DatabaseSync['prepare']>['get']>>

const lines = (where: string, order: 'asc' | 'desc') =>
  `select b.seq, a.recipient, a.subject, r.time from bodies b join accepted a on a.seq = b.seq
   join requests r on r.id = a.request where ${where} order by b.seq ${order}`

function ownPrefix(db: DatabaseSync) {
  const found = db.prepare('select prefix from origin').get()
  if (found) return String(found.prefix)
  const prefix = randomUUID().slice(0, -12)
  db.prepare('insert into origin (prefix) values (?)').run(prefix)
  return prefix
}

function matches(filter: Filter, to: string, subject: string) {
  const holds = (text: string, part: string | undefined) => !part || text.toLowerCase().includes(part.toLowerCase())
  if (!holds(to, filter.to) || !holds(subject, filter.subject)) return false
  return holds(to, filter.either) || holds(subject, filter.either)
}

/** Everybody a mail goes to, bare addresses: a copy in Bcc must not escape an auditor. */
export const recipientOf = (mail: Received) =>
  [mail.to, mail.cc, mail.bcc].flatMap((one) => listOf(one).map(bareAddress)).join(', ')

export const listOf = (field: string | readonly string[] | null | undefined): readonly string[] =>
  typeof field === 'string' ? [field] : (field ?? [])

/** `Anna <anna@mail.example>` → `anna@mail.example`. */
export const bareAddress = (text: string) => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim()
