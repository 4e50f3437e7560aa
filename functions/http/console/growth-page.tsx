/** @jsxImportSource hono/jsx */
import type { Outline } from '../../../core/model/digest.ts'
import type { Editor } from '../../../core/model/editor.ts'
import { DAYS_SHOWN, type Growth, growthOver } from '../../../core/model/growth.ts'
import type { Instant } from '../../../core/model/time.ts'
import { Chart, chartAssets } from './chart.tsx'
import { counted, pathWith, Tabs } from './forms.tsx'
import { Frame } from './frame.tsx'
import { ReaderTabs } from './reader-pages.tsx'

const PATH = '/console/readers/growth'

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly digests: readonly Outline[]
  /** The one that is shown; none where there is none at all. */
  readonly digest: Outline | undefined
  readonly days: readonly Growth[]
  readonly by: 'day' | 'month'
}

const people = (count: number): string => (count === 0 ? 'nobody' : counted(count, 'reader'))

/** How many read a digest, and how they come and go. */
export function GrowthPage(props: Props) {
  const { editor, said, digests, digest } = props
  return (
    <Frame title="Growth" editor={editor} room="/console/readers" said={said} scripts={chartAssets}>
      <div class="row spread">
        <h1>Growth</h1>
        <ReaderTabs editor={editor} here={PATH} />
      </div>
      {digest ? (
        <>
          {digests.length > 1 ? <Choose {...props} digest={digest} /> : ''}
          <Grown {...props} digest={digest} />
        </>
      ) : (
        <div class="empty">
          <p>There is no digest yet, and nobody to read it: plan the first one.</p>
          <a href="/console/digests">To the digests</a>
        </div>
      )}
    </Frame>
  )
}

function Choose({ digests, digest, by }: Props & { digest: Outline }) {
  return (
    <form method="get" action={PATH} class="row low">
      <div class="field">
        <label for="digest">Digest</label>
        <select name="digest" id="digest">
          {digests.map(({ id, name }) => (
            <option value={id} selected={id === digest.id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <input type="hidden" name="by" value={by} />
      <button type="submit" class="quiet">
        Show it
      </button>
    </form>
  )
}

function Grown({ digest, days, by, now }: Props & { digest: Outline }) {
  const steps = growthOver(days, by, now)
  const last = steps.at(-1)
  if (!last) return <p class="empty">Nobody reads {digest.name} yet: this page begins with the first who does.</p>
  const sum = (kind: 'joined' | 'left') => steps.reduce((all, step) => all + step[kind], 0)
  const points = (kind: 'joined' | 'left' | 'total') => steps.map((step) => ({ at: step.at, value: step[kind] }))
  const span = by === 'day' ? `In the last ${DAYS_SHOWN} days` : 'Since the beginning'
  return (
    <>
      <div class="row spread">
        <p>
          <b>{counted(last.total, 'reader')}</b>{' '}
          <span class="soft">
            take {digest.name}. {span}, {people(sum('joined'))} came and {people(sum('left'))} went.
          </span>
        </p>
        <Tabs
          label="How finely"
          here={pathWith(PATH, { digest: digest.id, by })}
          tabs={[
            { path: pathWith(PATH, { digest: digest.id, by: 'day' }), name: 'By day' },
            { path: pathWith(PATH, { digest: digest.id, by: 'month' }), name: 'By month' },
          ]}
        />
      </div>
      <Chart
        title="Readers"
        unit={`at the end of each ${by} (UTC)`}
        kind="line"
        by={by}
        series={[{ name: 'Readers', points: points('total') }]}
      />
      <Chart
        title="Came and went"
        unit={`readers a ${by}`}
        kind="bars"
        by={by}
        series={[
          { name: 'Came', points: points('joined') },
          { name: 'Went', points: points('left') },
        ]}
      />
      <p class="soft small">Whoever bounced, complained or was erased is among those who went.</p>
    </>
  )
}
