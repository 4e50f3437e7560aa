import { fileArticle } from '../../core/flows/file-article.ts'
import { saveTopic } from '../../core/flows/save-topic.ts'
import { takeIn } from '../../core/flows/take-in.ts'
import { parseAddress } from '../../core/model/address.ts'
import { parseArticle } from '../../core/model/article.ts'
import { type DigestInput, parseDigest } from '../../core/model/digest.ts'
import type { Parsed } from '../../core/model/refusal.ts'
import { noSettings } from '../../core/model/settings.ts'
import { wishFor } from '../../core/model/subscriber.ts'
import { epochMs, type Instant, instant, MINUTE } from '../../core/model/time.ts'
import { parseTopic, type Topic } from '../../core/model/topic.ts'
import type { Choice } from '../../core/model/variant.ts'
import type { Ports } from '../../core/ports.ts'
import * as demo from '../demo-content.ts'
import type { Editors } from './world.ts'

/** What the demo has, as editors and readers would enter it. */
export async function addDemo(ports: Ports): Promise<void> {
  await ports.settings.put({ ...noSettings, ...demo.settings })
  for (const topic of demo.topics) await saveTopic(ports, granted(parseTopic(topic, ports.now())), 'any')
  const topics = await ports.topics.all()
  for (const input of demo.digests)
    await ports.digests.save(undefined, granted(parseDigest(ports.zones, input as DigestInput, topics, ports.now())))
  for (const { email, digests, zone, locale, attestation } of demo.readers) {
    const wishes = await Promise.all(
      digests.map(async (one) => {
        const { digest, topics: choice = 'all' } =
          typeof one === 'string' ? { digest: one } : (one as { digest: string; topics?: Choice })
        return wishFor(ports.zones, (await ports.digests.get(digest))!, choice, zone)
      }),
    )
    const address = granted(parseAddress(email))
    await takeIn(ports, { address, wishes, locale, zone, text: 'demo', form: 'demo' }, attestation)
  }
}

/**
 * Invents an article every so many minutes, under each topic in turn, and files it as an editor would: without news there
 * are no issues.
 */
export function inventArticles(ports: Ports, every: number, from: Instant, topics: readonly Topic[]): Editors {
  let count = 0
  const nextAt = () =>
    every > 0 && topics.length > 0 ? epochMs(from) + count * every * MINUTE : Number.POSITIVE_INFINITY
  const actUpTo = async (until: number): Promise<void> => {
    for (; nextAt() <= until; count++) {
      const at = nextAt()
      const topic = topics[count % topics.length]!
      const input = {
        url: `https://invented.example/${instant(at).slice(0, 16)}`,
        title: `Invented article ${count + 1}, on ${topic.name}`,
        summary: 'It exists in the simulation alone, so that there is something to send.',
        source: 'Nobody',
        tags: [topic.tags[0] ?? topic.slug],
      }
      const here = { ...ports, now: () => instant(at) }
      await fileArticle(here, granted(parseArticle(input, ports.ids.article, instant(at))), topics)
    }
  }
  return { nextAt, actUpTo }
}

function granted<T>(result: Parsed<T>): T {
  if (result.ok) return result.value
  throw new Error(result.refusals.map(({ sentence }) => sentence).join(' '))
}
