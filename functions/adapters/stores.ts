import type { Ports } from '../../core/ports.ts'
import { articlesIn } from './articles.ts'
import { audienceIn } from './audience.ts'
import { digestsIn } from './digests.ts'
import { editorsIn } from './editors.ts'
import { feedsIn } from './feeds.ts'
import { fenceIn } from './fence.ts'
import { issuesIn } from './issues.ts'
import { lettersIn } from './letters.ts'
import { limitsIn } from './limits.ts'
import { settingsIn } from './settings.ts'
import { subscribersIn } from './subscribers.ts'
import type { Table } from './table.ts'
import { topicsIn } from './topics.ts'

/** Every store over one table. `folder`: where the table's file lies, if it is one that can be copied. */
export const storesOn = (table: Table, folder?: string) =>
  ({
    topics: topicsIn(table),
    articles: articlesIn(table),
    feeds: feedsIn(table),
    digests: digestsIn(table),
    issues: issuesIn(table),
    subscribers: subscribersIn(table),
    audience: audienceIn(table),
    letters: lettersIn(table),
    limits: limitsIn(table),
    settings: settingsIn(table),
    editors: editorsIn(table),
    fence: fenceIn(table, folder),
  }) satisfies Partial<Ports>
