/** @jsxImportSource hono/jsx */
import type { ComingIssue } from '../../../core/flows/coming-issue.ts'
import { sectionOf } from '../../../core/model/arrangement.ts'
import { hostOf } from '../../../core/model/article.ts'
import type { Digest } from '../../../core/model/digest.ts'
import type { FrozenArticle } from '../../../core/model/issue.ts'
import { type Topic, topicsOf } from '../../../core/model/topic.ts'
import type { Zones } from '../../../core/model/zones.ts'
import { WITHDRAWN } from './article-pages.tsx'
import { counted, number } from './forms.tsx'
import { dayAndTime, momentIn } from './issue-words.ts'

export const nameIn = (topics: readonly Topic[]) => (slug: string) => topicsOf([slug], topics)[0]?.name ?? slug

export const comingId = (edition: string): string => `coming-${edition}`

type Props = {
  readonly coming: ComingIssue
  readonly digest: Digest
  readonly topics: readonly Topic[]
  readonly site: string
  readonly zones: Zones
  readonly mayEdit: boolean
  /** What was refused a moment ago. */
  readonly wrong?: string | undefined
}

/** What the next issue holds, in the order of the mail, and what an editor may do with each: the part that comes again after every change. */
export function ComingPart(props: Props) {
  const { coming, digest, topics, zones, wrong } = props
  const { edition, articles, coversFrom, zone } = coming
  const inside = articles.filter((article) => !article.out)
  const out = articles.filter((article) => article.out)
  const isTooFew = inside.length > 0 && inside.length < digest.minArticles
  return (
    <section id={comingId(edition.name)} class="coming" data-digest={digest.id} data-edition={edition.name}>
      <h2>
        In the next issue{digest.editions.length > 1 ? `: ${edition.title ?? edition.name}` : ''}{' '}
        <span class="soft count">
          {counted(inside.length, 'article')} filed since {momentIn(zones, coversFrom, zone)}
        </span>
      </h2>
      {wrong ? (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      ) : (
        ''
      )}
      {inside.length === 0 ? <NothingYet hasOut={out.length > 0} /> : ''}
      {isTooFew ? (
        <p class="warn">
          {number(digest.minArticles)} are needed: with fewer, it is skipped, and they wait for the one after.
        </p>
      ) : (
        ''
      )}
      {inside.length > digest.maxArticles ? (
        <p class="soft">A mail holds {number(digest.maxArticles)} at most: the last ones are on its page on the web.</p>
      ) : (
        ''
      )}
      <div class="sections" data-list>
        {sectionsOf(digest, inside).map(({ slug, articles: own }) => (
          <Section {...props} slug={slug} name={nameIn(topics)(slug)} articles={own} />
        ))}
      </div>
      {props.mayEdit && inside.length > 0 ? <Keys /> : ''}
      {out.length > 0 ? <LeftOut {...props} articles={out} /> : ''}
      {props.mayEdit && edition.schedule.every !== 'filing' ? <OwnWords {...props} /> : ''}
    </section>
  )
}

const NothingYet = ({ hasOut }: { readonly hasOut: boolean }) => (
  <div class="empty">
    <p>
      {hasOut
        ? 'Everything that was filed is left out: an issue without news is skipped.'
        : 'Nothing new so far: an issue without news is skipped.'}
    </p>
    <a class="button quiet" href="/console/articles">
      File an article
    </a>
  </div>
)

/** In the order in which the mail has them. */
function sectionsOf({ topics }: Digest, articles: readonly FrozenArticle[]) {
  const slugs = [...new Set(articles.flatMap((article) => sectionOf(topics, article) ?? []))]
  return slugs.map((slug) => ({ slug, articles: articles.filter((one) => sectionOf(topics, one) === slug) }))
}

type SectionProps = Props & {
  readonly slug: string
  readonly name: string
  readonly articles: readonly FrozenArticle[]
}

function Section({ slug, name, articles, ...props }: SectionProps) {
  const headingId = `section-${props.coming.edition.name}-${slug}`
  return (
    <>
      <h3 id={headingId}>{name}</h3>
      <ol class="lines" aria-labelledby={headingId} data-section={slug}>
        {articles.map((article, index) => (
          <li data-item id={`item-${props.coming.edition.name}-${article.id}`} data-article={article.id} tabindex={-1}>
            {props.mayEdit ? <span class="grip" aria-hidden="true" /> : ''}
            <div>
              <a
                class="headline"
                href={article.url ?? `${props.site}/a/${article.id}`}
                rel="noreferrer"
                target="_blank"
                lang={article.lang}
              >
                {article.title}
              </a>
              <p class="soft small">{aboutLine(article, slug, nameIn(props.topics))}</p>
              {article.withdrawnAt ? <p class="warn small">{WITHDRAWN} Leave it out, or read it once more.</p> : ''}
            </div>
            {props.mayEdit ? (
              <Tools {...props} article={article} isFirst={index === 0} isLast={index === articles.length - 1} />
            ) : (
              ''
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

const aboutLine = (
  { source, url, topics, lead }: FrozenArticle,
  section: string,
  nameOf: (slug: string) => string,
): string => {
  const also = topics.filter((slug) => slug !== section).map(nameOf)
  return [
    source ?? (url ? hostOf(url) : undefined),
    also.length > 0 ? `also under ${also.join(', ')}, shown once` : '',
    lead ? 'opens the mail' : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

type Tool = {
  readonly action: string
  readonly name: string
  readonly text: string
  readonly keyed: string
  readonly dead?: boolean
}

type ToolsProps = Pick<Props, 'digest' | 'coming'> & {
  readonly article: FrozenArticle
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** Every button says of which article it is, to those who hear it alone. */
function Tools({ digest, coming, article, isFirst, isLast }: ToolsProps) {
  const tools: readonly Tool[] = [
    { action: 'up', name: 'Move up', text: '↑', keyed: 'K', dead: isFirst },
    { action: 'down', name: 'Move down', text: '↓', keyed: 'J', dead: isLast },
    article.lead
      ? { action: 'no-lead', name: 'Back to its place', text: 'Back to its place', keyed: 'p' }
      : { action: 'lead', name: 'First in the mail', text: 'First', keyed: 'p' },
    { action: 'leave-out', name: 'Leave out', text: 'Leave out', keyed: 'x' },
  ]
  return (
    <form {...posting(digest, coming)} class="tools">
      <input type="hidden" name="edition" value={coming.edition.name} />
      <input type="hidden" name="article" value={article.id} />
      {tools.map(({ action, name, text, keyed, dead }) => (
        <button
          type="submit"
          name="do"
          value={action}
          class="quiet small"
          id={`${action}-${coming.edition.name}-${article.id}`}
          data-key={keyed}
          aria-label={`${name}: ${article.title}`}
          title={`${name} (${keyed})`}
          disabled={dead}
        >
          {text}
        </button>
      ))}
    </form>
  )
}

/** A change sends the part again, and nothing else; without a script it leads back to it. */
const posting = (digest: Digest, coming: ComingIssue) => ({
  method: 'post' as const,
  action: `/console/digests/${digest.id}/coming`,
  'hx-post': `/console/digests/${digest.id}/coming`,
  'hx-target': `#${comingId(coming.edition.name)}`,
  'hx-swap': 'outerHTML',
})

const Keys = () => (
  <p class="keys soft small" aria-hidden="true">
    <kbd>j</kbd> <kbd>k</kbd> go through <kbd>⇧J</kbd> <kbd>⇧K</kbd> move it <kbd>p</kbd> first <kbd>x</kbd> leave out
  </p>
)

function LeftOut({ digest, coming, articles, mayEdit }: Props & { readonly articles: readonly FrozenArticle[] }) {
  return (
    <details class="left-out" open>
      <summary>Left out: {counted(articles.length, 'article')}</summary>
      <ul class="lines">
        {articles.map((article) => (
          <li>
            <div>
              <span class="headline" lang={article.lang}>
                {article.title}
              </span>
            </div>
            {mayEdit ? (
              <form {...posting(digest, coming)} class="tools">
                <input type="hidden" name="edition" value={coming.edition.name} />
                <input type="hidden" name="article" value={article.id} />
                <button
                  type="submit"
                  name="do"
                  value="take-in"
                  class="quiet small"
                  aria-label={`Take it in again: ${article.title}`}
                >
                  Take it in again
                </button>
              </form>
            ) : (
              ''
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** An intro for this issue alone, in place of the digest's own. */
function OwnWords({ digest, coming }: Props) {
  const { arrangement, slot, edition } = coming
  const { intro } = arrangement
  const isForThis = intro && (slot === undefined || intro.slot === slot.local)
  const id = `intro-${edition.name}`
  return (
    <form {...posting(digest, coming)} class="own-words">
      <input type="hidden" name="edition" value={edition.name} />
      <div class="field">
        <label for={id}>First paragraph of this issue alone</label>
        <textarea
          id={id}
          name="text"
          rows={2}
          aria-describedby={`hint-${id}`}
        >{`\n${isForThis ? intro.text : ''}`}</textarea>
        <p class="hint" id={`hint-${id}`}>
          {slot ? `For ${dayAndTime(slot.local)}. ` : ''}Left empty, it begins
          {digest.intro ? ' as every issue does.' : ' with the first article.'}
        </p>
      </div>
      <button type="submit" name="do" value="intro" class="quiet">
        Keep these words
      </button>
    </form>
  )
}
