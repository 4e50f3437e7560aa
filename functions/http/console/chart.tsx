/** @jsxImportSource hono/jsx */
import type { Instant } from '../../../core/model/time.ts'
import { dayWritten, number } from './forms.tsx'

/** What a page with a chart names in its Frame's `scripts`. */
export const chartAssets = ['uplot.css', 'uplot.js', 'chart.js'] as const

export type Series = {
  readonly name: string
  /** Oldest first. */
  readonly points: readonly { readonly at: Instant; readonly value: number }[]
}

type Props = {
  readonly title: string
  /** What is counted: "readers". */
  readonly unit: string
  readonly series: readonly Series[]
  /** Of bars with two series, the second goes down: who left, under who came. */
  readonly kind: 'line' | 'bars'
  /** How finely a moment is written. */
  readonly by?: 'month' | 'day' | 'minute'
  /** Where there is nothing to show yet. */
  readonly empty?: string
}

/**
 * Numbers over time: `<Chart title="Readers" unit="readers" kind="line" series={[{ name: 'Readers', points }]} />`, on a page
 * with `scripts={chartAssets}`. A script draws it; the table below has the same numbers, and is all there is without one.
 */
export function Chart({ title, unit, series, kind, by = 'day', empty = 'There is nothing to show yet.' }: Props) {
  const moments = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].sort()
  if (moments.length === 0)
    return (
      <figure class="chart">
        <figcaption>{title}</figcaption>
        <p class="soft">{empty}</p>
      </figure>
    )
  const drawn = {
    kind,
    by,
    series: series.map(({ name, points }) => ({
      name,
      points: points.map(({ at, value }) => [Math.floor(Date.parse(at) / 1000), value]),
    })),
  }
  return (
    <figure class="chart">
      <figcaption>
        {title} <span>{unit}</span>
      </figcaption>
      <div class="plot" data-chart={JSON.stringify(drawn)} aria-hidden="true" />
      <Numbers {...{ title, series, moments, by }} />
    </figure>
  )
}

/** Newest first: what one looks for is mostly the last of them. */
function Numbers(
  props: Pick<Props, 'title' | 'series'> & { moments: readonly Instant[]; by: NonNullable<Props['by']> },
) {
  const { title, series, moments, by } = props
  const values = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])))
  return (
    <details>
      <summary>The numbers of “{title}”</summary>
      <section class="scroll" tabindex={0} aria-label={`The numbers of “${title}”`}>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              {series.map(({ name }) => (
                <th scope="col" class="n">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {moments.toReversed().map((at) => (
              <tr>
                <td>{written(at, by)}</td>
                {values.map((of) => (
                  <td class="n">{of.has(at) ? number(of.get(at)!) : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

/** With its year: a chart may be about several. */
function written(at: Instant, by: NonNullable<Props['by']>): string {
  if (by === 'month')
    return new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(at))
  const day = dayWritten(at, '')
  return by === 'day' ? day : `${day}, ${at.slice(11, 16)} UTC`
}
