/** @jsxImportSource hono/jsx */
import type { issueView } from '../api/issues.ts'
import { counted, number } from './forms.tsx'

type Counts = ReturnType<typeof issueView>['counts']
type Figure = readonly [name: string, count: number, of?: number]

/** How many, and what share of those it could have been. */
export function Results({ counts, status }: { readonly counts: Counts; readonly status: string }) {
  const { readers, sent } = counts
  const figures: readonly Figure[] = [
    ['sent', sent, readers],
    ['left out', counts.skipped, readers],
    ['failed', counts.failed, readers],
    ['unknown', counts.unknown, readers],
  ]
  const after: readonly Figure[] = [
    ['delivered', counts.delivered, sent],
    ['bounced', counts.bounced, sent],
    ...(counts.ours ? [['of them for a fault of ours', counts.ours, sent] as const] : []),
    ['complained', counts.complained, sent],
    ['left by it', counts.left, sent],
    ...(counts.suppressed > 0 ? [['suppressed', counts.suppressed, sent] as const] : []),
  ]
  const silent = Math.max(0, sent - counts.delivered - counts.bounced - counts.suppressed)
  return (
    <section class="card results" aria-label={status === 'sending' ? 'So far' : 'What came of it'}>
      <Figures figures={figures} />
      <p class="hint soft small">
        Left out: whoever has paused, has no news in their topics, or has left in the meantime. Failed: the mail
        provider refused them.
      </p>
      {sent > 0 ? (
        <>
          <Figures figures={after} />
          <p class="hint soft small">
            {counts.delivered === 0
              ? 'The mail provider has told of no delivery. It tells of them where its webhook is asked to.'
              : `Of those sent. ${silent > 0 ? `Of ${counted(silent, 'mail')} the provider has told nothing yet.` : 'The provider has told of all of them.'}`}
          </p>
        </>
      ) : (
        ''
      )}
      {counts.opened || counts.clicked ? (
        <>
          <Figures
            figures={[
              ['opened', counts.opened ?? 0, sent],
              ['followed a link', counts.clicked ?? 0, sent],
            ]}
          />
          <p class="hint soft small">
            Inflated: mail programs open mails on their readers' behalf, and scanners follow every link. Compare issues
            with each other, and trust no number alone.
          </p>
        </>
      ) : (
        ''
      )}
    </section>
  )
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(([name, count, of]) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {number(count)}
            {of && count > 0 ? <span class="soft small"> {shareText(count, of)}</span> : ''}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** "98.2 %": of few it is rounded less, so that one complaint in ten thousand is not nought. */
function shareText(count: number, of: number): string {
  const percent = (100 * count) / of
  const digits = percent >= 99.95 || percent >= 10 ? 1 : percent >= 0.1 ? 2 : 3
  return `${percent.toLocaleString('en', { maximumFractionDigits: digits })} %`
}
