// Draws what `<Chart>` holds (functions/http/console/chart.tsx). The same numbers stand in a table below it.
const drawn = new Map()
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const numberIn = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const dateIn = (options) => {
  const format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  return (seconds) => format.format(new Date(seconds * 1000))
}
const inMonths = dateIn({ month: 'short', year: 'numeric' })
const inDays = dateIn({ day: 'numeric', month: 'short' })
const inMinutes = dateIn({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })

const DAY = 86_400
const MONTH = 30 * DAY
const months = [1, 2, 3, 4, 6, 12, 24, 60, 120].map((count) => count * MONTH)
/** Where moments may be marked: no day twice, no month twice. */
const marks = {
  month: { incrs: months },
  day: { incrs: [1, 2, 3, 4, 5, 7, 10, 15].map((count) => count * DAY).concat(months) },
  minute: {},
}
const stepOf = { month: MONTH, day: DAY, minute: 60 }

/** Of bars, the second kind goes down: who left, under who came. */
const isDown = (kind, index) => kind === 'bars' && index === 1

const showLast = (chart) => chart.setLegend({ idx: chart.data[0].length - 1 }, false)

/** A bar is as wide as its step, and a single moment has some time around it. */
function roomFor(kind, from, to, step) {
  if (from === null) return [0, 1]
  const room = kind === 'bars' ? step / 2 : from === to ? step : 0
  return [from - room, to + room]
}

function optionsFor({ kind, series, by }, width) {
  const colours = [style('--accent'), style('--second'), style('--soft'), style('--warn')]
  const axis = {
    stroke: style('--soft'),
    grid: { stroke: style('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${style('--sans')}`,
  }
  const dates = { month: inMonths, day: inDays, minute: inMinutes }[by]
  return {
    width,
    height: 220,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    cursor: { drag: { x: false, y: false } },
    // Nothing pointed at: the last of it.
    hooks: { ready: [showLast], setLegend: [(chart) => chart.legend.idx == null && showLast(chart)] },
    scales: {
      x: { range: (_, from, to) => roomFor(kind, from, to, stepOf[by]) },
      y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.08] },
    },
    axes: [
      { ...axis, ...marks[by], grid: { show: false }, space: 80, values: (_, splits) => splits.map(dates) },
      {
        ...axis,
        size: 58,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
        values: (_, splits) => splits.map((value) => numberIn.format(Math.abs(value))),
      },
    ],
    series: [
      { label: 'When', value: (_, seconds) => (seconds === null ? '' : dates(seconds)) },
      ...series.map(({ name }, index) => ({
        label: name,
        stroke: colours[index],
        width: kind === 'bars' ? 0 : 2,
        points: { show: kind === 'line' && series[0].points.length < 40 },
        value: (_, value) => (value === null ? '' : numberIn.format(Math.abs(value))),
        ...(kind === 'bars' ? { fill: colours[index], paths: uPlot.paths.bars({ size: [0.7, 48] }) } : {}),
      })),
    ],
  }
}

/** One row of moments for all series; a series has none of its own where it says nothing. */
function dataOf({ kind, series }) {
  const moments = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b)
  const values = series.map(({ points }, index) => {
    const known = new Map(points)
    return moments.map((at) => {
      const value = known.get(at)
      return value === undefined ? null : isDown(kind, index) ? -value : value
    })
  })
  return [moments, ...values]
}

function draw(place) {
  const chart = JSON.parse(place.dataset.chart)
  drawn.get(place)?.destroy()
  drawn.set(place, new uPlot(optionsFor(chart, place.clientWidth || 600), dataOf(chart), place))
}

const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries)
    if (contentRect.width > 0) drawn.get(target)?.setSize({ width: Math.floor(contentRect.width), height: 220 })
})

function drawAll() {
  for (const place of drawn.keys()) if (!place.isConnected) drawn.delete(place)
  for (const place of document.querySelectorAll('[data-chart]')) {
    if (drawn.has(place)) continue
    draw(place)
    resized.observe(place)
  }
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const place of drawn.keys()) draw(place)
})
document.addEventListener('htmx:afterSettle', drawAll)
drawAll()
