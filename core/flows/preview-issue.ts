import { introFor } from '../model/arrangement.ts'
import type { Digest, Edition } from '../model/digest.ts'
import { NO_ZONE } from '../model/issue.ts'
import type { Mail } from '../model/mail.ts'
import { slotByHand } from '../model/schedule.ts'
import { type Choice, marked, variantsOf } from '../model/variant.ts'
import type { Ports } from '../ports.ts'
import { comingIssue } from './coming-issue.ts'
import { renderTemplate } from './desk.ts'
import { freezeIssue, withIntro } from './open-issue.ts'

type Needs = Pick<
  Ports,
  'digests' | 'issues' | 'articles' | 'topics' | 'settings' | 'links' | 'render' | 'site' | 'zones' | 'now'
>

/** The reader whose mail is shown: what they take, in which language. They have confirmed it. */
export type As = { readonly choice: Choice; readonly locale: string }

export type Preview =
  | { readonly kind: 'mail'; readonly mail: Mail; readonly articles: number }
  /** Nobody with this choice would get a mail now. */
  | { readonly kind: 'nothing' }

/**
 * The mail that a reader would get if the next issue opened now, by the same steps as when it does: what is shown is what
 * is sent, but for the reader's own links. Changes nothing. Price: what the coming issue costs, two reads, one rendering.
 */
export async function previewIssue(
  ports: Needs,
  digest: Digest,
  edition: Edition,
  { choice, locale }: As,
): Promise<Preview> {
  const now = ports.now()
  const coming = await comingIssue(ports, digest, edition)
  const { arrangement, slot = slotByHand(ports.zones, now, coming.zone) } = coming
  const issue = await freezeIssue(ports, {
    id: 'iss_preview',
    digest: withIntro(digest, introFor(arrangement, slot, coming.slot === undefined, digest.intro)),
    edition,
    slot,
    byHand: coming.slot === undefined,
    zone: NO_ZONE,
    follows: undefined,
    coversFrom: coming.coversFrom,
    articles: coming.articles,
    settings: await ports.settings.get(),
    installation: '',
    now,
  })
  const variant = variantsOf(issue).of(choice, locale, 'confirmed')
  if (variant === undefined) return { kind: 'nothing' }
  const template = await renderTemplate(ports, issue, variant)
  // A reader's own links would work for a reader: here they lead to the digest's page.
  const page = `${ports.site}/d/${digest.id}#`
  const filled = [
    ['address', 'reader@example.org'],
    ['subscriber', 'sub_preview'],
    ['leave', page],
    ['preferences', page],
  ] as const
  const text = filled.reduce((mail, [mark, value]) => mail.replaceAll(marked(mark), value), template)
  return { kind: 'mail', mail: JSON.parse(text), articles: issue.articles.filter((one) => !one.out).length }
}
