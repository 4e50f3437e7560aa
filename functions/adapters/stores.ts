import type { Zones } from '../../core/model/zones.ts'
import type { Ports } from '../../core/ports.ts'
import { articlesIn } from './articles.ts'
import { audienceIn } from './audience.ts'
import { auditIn } from './audit.ts'
import { sayingBusy } from './busy.ts'
import { calendarsIn } from './calendars.ts'
import { commentsIn } from './comments.ts'
import { digestsIn } from './digests.ts'
import { editorsIn } from './editors.ts'
import { feedsIn } from './feeds.ts'
import { fenceIn } from './fence.ts'
import { hooksIn } from './hooks.ts'
import { importsIn } from './imports.ts'
import { issuesIn } from './issues.ts'
import { keysIn } from './keys.ts'
import { lettersIn } from './letters.ts'
import { limitsIn } from './limits.ts'
import { outcomesIn } from './outcomes.ts'
import { repeatsIn } from './repeats.ts'
import { rulesIn } from './rules.ts'
import { settingsIn } from './settings.ts'
import { standingIn } from './standing.ts'
import { straysIn } from './strays.ts'
import { subscribersIn } from './subscribers.ts'
import type { Table } from './table.ts'
import { topicsIn } from './topics.ts'
import { turnsIn } from './turns.ts'

/**
 * Every store over one table. `folder`: where the table's file lies, if it is one that can be copied; `former`: the zone rules
 * that plans were made by before anybody wrote down by which, for whoever plans anew.
 */
export const storesOn = (table: Table, folder?: string, former?: () => Zones) =>
  ({
    topics: topicsIn(table),
    articles: articlesIn(table),
    feeds: feedsIn(table),
    calendars: calendarsIn(table),
    digests: sayingBusy(digestsIn(table)),
    issues: issuesIn(table),
    outcomes: outcomesIn(table),
    subscribers: sayingBusy(subscribersIn(table)),
    audience: audienceIn(table),
    imports: sayingBusy(importsIn(table)),
    letters: lettersIn(table),
    comments: commentsIn(table),
    limits: limitsIn(table),
    repeats: repeatsIn(table),
    settings: settingsIn(table),
    editors: editorsIn(table),
    keys: keysIn(table),
    audit: auditIn(table),
    hooks: hooksIn(table),
    standing: standingIn(table),
    fence: fenceIn(table, folder),
    strays: straysIn(table),
    turns: turnsIn(table),
    rules: rulesIn(table, former),
  }) satisfies Partial<Ports>
