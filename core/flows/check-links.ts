import type { Fetched } from '../model/fetched.ts'
import type { Ports } from '../ports.ts'
import { aFewAtATime } from './a-few-at-a-time.ts'

export type LinkAnswer = {
  readonly url: string
  /** Undefined: it answers. Else why not, in a sentence. */
  readonly trouble?: string
}

/** So many servers are asked at once. */
const AT_ONCE = 6
/** A mail has fewer. */
const MOST_LINKS = 150

/** Who turns programs away, or asks us to come less often, is there: a reader gets in. */
const TURNED_AWAY = [401, 402, 403, 429]

function troubleOf(fetched: Fetched): string | undefined {
  if (fetched.kind === 'gone') return 'It is gone for good (410).'
  if (fetched.kind !== 'failed' || TURNED_AWAY.includes(fetched.status ?? 0)) return undefined
  return fetched.reason
}

/** Asks for every address whether anybody answers there, as a stranger. Each is told as it comes in. Price: a request each, 10 s at most. */
export async function checkLinks(
  ports: Pick<Ports, 'fetch' | 'log'>,
  urls: readonly string[],
  tell: (answer: LinkAnswer) => void | Promise<void>,
): Promise<{ readonly asked: number; readonly broken: number }> {
  const asked = urls.slice(0, MOST_LINKS)
  let broken = 0
  await aFewAtATime(asked, AT_ONCE, async (url) => {
    const fetched = await ports.fetch({ url, as: 'link' })
    const trouble = troubleOf(fetched)
    if (trouble !== undefined) broken += 1
    await tell({ url, ...(trouble === undefined ? {} : { trouble }) })
  })
  ports.log('links.checked', { asked: asked.length, broken })
  return { asked: asked.length, broken }
}
