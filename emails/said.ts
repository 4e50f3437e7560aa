import type { NoticeProps } from '../core/model/letter.ts'
import type { WallTime } from '../core/model/zones.ts'
import { apart } from './direction.ts'
import { clockAt } from './when.ts'
import { type Moment, type Notice, wordsIn } from './words/words.ts'

/** A moment as a sentence of a mail in `locale` says it. */
export function momentAt({ local, zone }: WallTime, locale: string): Moment {
  const { day, time } = clockAt(local, wordsIn(locale))
  return { day, time, zone: apart(zone, locale) }
}

/** Names as a sentence of a mail in `locale` holds them. */
export const allApart = (names: readonly string[], locale: string): string[] => names.map((name) => apart(name, locale))

/** A sentence, and the space before the next: full-width marks have theirs inside. */
export const spaced = (sentence: string): string => (/[？！。]$/u.test(sentence) ? sentence : `${sentence} `)

/** The host of a site as readers know it. */
export const hostOf = (site: string): string =>
  URL.canParse(site) ? new URL(site).hostname.replace(/^www\./, '') : site

/** A notice in the words of its reader, and where its one button leads. */
export function noticeSaid(props: NoticeProps): Notice & { readonly url: string; readonly isLatest: boolean } {
  const { kind, locale, publisher, next } = props
  const words = wordsIn(locale)
  const latest = kind === 'welcome' ? props.latestUrl : undefined
  const said = words.notice[kind]({
    // A digest may be gone by now: then the publisher is what they know.
    digests: allApart(props.digests.length > 0 ? props.digests : [publisher.name], locale),
    publisher: apart(publisher.name, locale),
    host: apart(hostOf(publisher.site), locale),
    asked: momentAt(props.asked, locale),
    ...(next ? { next: momentAt(next, locale) } : {}),
    newAddress: apart(props.newAddress ?? '', locale),
    ...(props.until ? { until: momentAt(props.until, locale) } : {}),
    latest: latest !== undefined,
  })
  return {
    ...said,
    small: [...(props.hours > 0 ? [words.lasts(props.hours)] : []), ...said.small],
    url: latest ?? props.url,
    isLatest: latest !== undefined,
  }
}
