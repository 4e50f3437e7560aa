import type { Ports } from '../../core/ports.ts'
import { articlesIn } from '../../functions/adapters/articles.ts'
import { audienceIn } from '../../functions/adapters/audience.ts'
import { digestsIn } from '../../functions/adapters/digests.ts'
import { fenceIn } from '../../functions/adapters/fence.ts'
import { issuesIn } from '../../functions/adapters/issues.ts'
import { lettersIn } from '../../functions/adapters/letters.ts'
import { settingsIn } from '../../functions/adapters/settings.ts'
import { subscribersIn } from '../../functions/adapters/subscribers.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { topicsIn } from '../../functions/adapters/topics.ts'

/** The real stores, all of them, over whatever table. */
export const storesOn = (table: Table) =>
  ({
    topics: topicsIn(table),
    articles: articlesIn(table),
    digests: digestsIn(table),
    issues: issuesIn(table),
    subscribers: subscribersIn(table),
    audience: audienceIn(table),
    letters: lettersIn(table),
    settings: settingsIn(table),
    fence: fenceIn(table),
  }) satisfies Partial<Ports>
