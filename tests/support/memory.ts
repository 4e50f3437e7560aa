import type { Place } from '../../core/model/fence.ts'
import type { Ports, Queue } from '../../core/ports.ts'
import { formerZones } from '../../functions/adapters/zones.ts'
import { articlesIn, topicsIn } from './memory/articles.ts'
import { calendarsIn } from './memory/calendars.ts'
import { commentsIn } from './memory/comments.ts'
import { digestsIn, settingsIn } from './memory/digests.ts'
import { editorsIn } from './memory/editors.ts'
import { feedsIn } from './memory/feeds.ts'
import { fenceIn } from './memory/fence.ts'
import { importsIn } from './memory/imports.ts'
import { issuesIn } from './memory/issues.ts'
import { lettersIn } from './memory/letters.ts'
import { limitsIn } from './memory/limits.ts'
import { outcomesIn } from './memory/outcomes.ts'
import { repeatsIn } from './memory/repeats.ts'
import { rulesIn } from './memory/rules.ts'
import { emptyShelf, type Shelf } from './memory/shelf.ts'
import { standingIn } from './memory/standing.ts'
import { straysIn } from './memory/strays.ts'
import { audienceIn, subscribersIn } from './memory/subscribers.ts'
import { auditIn, hooksIn, keysIn } from './memory/trust.ts'
import { turnsIn } from './memory/turns.ts'

export type Message =
  | ({ readonly kind: 'issue' } & Parameters<Queue['sendIssue']>[0])
  | ({ readonly kind: 'letter' } & Parameters<Queue['writeLetter']>[0])
  | ({ readonly kind: 'report' } & Parameters<Queue['report']>[0])
  | ({ readonly kind: 'hook' } & Parameters<Queue['tellHook']>[0])

/** Every store, and a queue that takes down what it is given. `messages` is the reader's to empty. */
export type Memory = Pick<
  Ports,
  | 'topics'
  | 'articles'
  | 'feeds'
  | 'calendars'
  | 'digests'
  | 'issues'
  | 'outcomes'
  | 'subscribers'
  | 'audience'
  | 'imports'
  | 'letters'
  | 'comments'
  | 'limits'
  | 'repeats'
  | 'settings'
  | 'editors'
  | 'keys'
  | 'audit'
  | 'hooks'
  | 'standing'
  | 'fence'
  | 'strays'
  | 'turns'
  | 'rules'
  | 'queue'
> & { readonly messages: Message[] }

/**
 * The stores of a world that lasts as long as a test. They sit the same exam as the table (`tests/adapters`). Every call
 * happens at once, at the next turn of the event loop: two of them never mix. What goes in is copied, what comes out is
 * frozen.
 */
export function createMemory({
  now,
  place = { table: 'memory' },
  shelf = emptyShelf(),
}: {
  now: () => string
  /** Where this store stands; what was kept elsewhere is a copy here. */
  place?: Place
  /** What is kept already. */
  shelf?: Shelf
}): Memory {
  const messages: Message[] = []
  return {
    topics: topicsIn(shelf),
    articles: articlesIn(shelf),
    feeds: feedsIn(shelf, now),
    calendars: calendarsIn(shelf),
    digests: digestsIn(shelf),
    issues: issuesIn(shelf),
    outcomes: outcomesIn(shelf),
    subscribers: subscribersIn(shelf, now),
    audience: audienceIn(shelf),
    imports: importsIn(shelf, now),
    letters: lettersIn(shelf, now),
    comments: commentsIn(shelf, now),
    limits: limitsIn(shelf, now),
    repeats: repeatsIn(shelf, now),
    settings: settingsIn(shelf),
    editors: editorsIn(shelf, now),
    keys: keysIn(shelf),
    audit: auditIn(shelf, now),
    hooks: hooksIn(shelf),
    standing: standingIn(shelf, now),
    fence: fenceIn(shelf, place),
    strays: straysIn(shelf, now),
    turns: turnsIn(shelf),
    rules: rulesIn(shelf, formerZones),
    queue: {
      async sendIssue(order) {
        messages.push({ kind: 'issue', ...order })
      },
      async writeLetter(order) {
        messages.push({ kind: 'letter', ...order })
      },
      async report(report) {
        messages.push({ kind: 'report', ...report })
      },
      async tellHook(order) {
        messages.push({ kind: 'hook', ...order })
      },
    },
    messages,
  }
}

/** What is kept, without the queue: the part that the table plays elsewhere. */
export type Stores = Omit<Memory, 'queue' | 'messages'>
