/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from 'hono/jsx'
import type { Outline } from '../../../core/model/digest.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { MEANINGS, type Meaning, OTHERS, type Question } from '../../../core/model/list-questions.ts'
import {
  type Counts,
  isUnderWay,
  LOOKED_FOR,
  type ReaderImport,
  type RowResult,
  secondsLeft,
} from '../../../core/model/reader-import.ts'
import { type Instant, MINUTE, plus, SECOND } from '../../../core/model/time.ts'
import { ignoredIn } from '../api/reader-lists.ts'
import { counted, Field, number, Twice, type Typed, When, type Wrong, WrongSummary } from './forms.tsx'
import { Frame } from './frame.tsx'
import { ReaderTabs } from './reader-pages.tsx'

const PATH = '/console/readers'
const importPath = (id: string) => `${PATH}/imports/${id}`

type View = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly digests: readonly Outline[]
}
type Props = View & {
  readonly typed: Typed
  readonly wrong?: Wrong
  /** Those of the last days, the newest first. */
  readonly lists: readonly ReaderImport[]
}

/** A list in two steps: it is put down and looked at, and then the button on its own page. */
export function ImportPage(props: Props) {
  const { editor, said, wrong = {}, lists } = props
  return (
    <Frame title="Import readers" editor={editor} room={PATH} said={said} scripts={['import.js']}>
      <div class="row spread">
        <h1>Import readers</h1>
        <ReaderTabs editor={editor} here={`${PATH}/import`} />
      </div>
      <WrongSummary wrong={wrong} />
      <About />
      {mayEdit(editor) ? <Choose {...props} /> : ''}
      {lists.length > 0 ? <Lists {...props} /> : ''}
    </Frame>
  )
}

function About() {
  return (
    <p class="soft">
      A table with a column “email”; “digest”, “status”, “zone”, “locale” and “topics” are understood, too, and so are
      the exports of 28 services, from AWeber to Substack, as they are. Where a column may say that somebody wants no
      mail, and we do not know how, you are asked before anything is done.
    </p>
  )
}

function Choose({ digests, typed, wrong = {} }: Props) {
  const [only] = digests
  const chosen = typed.digest ?? (digests.length === 1 ? only?.id : '')
  return (
    <>
      <form
        method="post"
        action={`${PATH}/import`}
        enctype="multipart/form-data"
        class="card"
        data-pieces={`${PATH}/imports`}
      >
        <div class="field">
          <label for="file">A CSV file</label>
          <input type="file" name="file" id="file" accept=".csv,.tsv,.txt,text/csv" aria-describedby="hint-file" />
          <p class="hint" id="hint-file">
            At most 4 MB at once; with a script, as long as it is: it goes in pieces.
          </p>
        </div>
        <Field name="csv" label="Or the list itself" typed={typed} wrong={wrong} rows={6} placeholder="email,zone" />
        <div class="field">
          <label for="digest">Which digest they take</label>
          {wrong.digest ? (
            <p class="wrong" id="wrong-digest">
              {wrong.digest}
            </p>
          ) : (
            ''
          )}
          <select name="digest" id="digest" {...(wrong.digest ? { 'aria-describedby': 'wrong-digest' } : {})}>
            <option value="">Each row says so, in the column “digest”</option>
            {digests.map(({ id, name }) => (
              <option value={id} selected={id === chosen}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">See what it would change</button>
        <p class="soft small">Nothing is changed by looking, and nobody is mailed.</p>
      </form>
      {/* Where the script says how far a long file is (client/import.js). */}
      <p class="wrong" id="import-wrong" role="alert" hidden />
      <div class="headway" id="headway" role="status" hidden>
        <progress aria-label="How much of the file is sent" value={0} max={1} />
        <p />
      </div>
    </>
  )
}

function Lists({ lists, digests, now }: Props) {
  return (
    <>
      <h2>Lists of the last days</h2>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">List</th>
            <th scope="col">Status</th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {lists.map((one) => (
            <tr>
              <td>
                <a href={importPath(one.id)}>
                  {counted(one.rows, 'row')}, <When at={one.createdAt} now={now} />
                </a>
                <span class="soft small"> · {digestName(one, digests)}</span>
              </td>
              <td>
                <Badge one={one} />
              </td>
              <td class="soft">
                {one.done === 0
                  ? 'Nothing yet.'
                  : `${one.dryRun ? 'It would be: ' : ''}${countsText(one, !one.dryRun)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

const digestName = ({ digest }: ReaderImport, digests: readonly Outline[]): string =>
  digest === undefined ? 'each row says which digest' : (digests.find(({ id }) => id === digest)?.name ?? digest)

/** What a badge says, and its colour. */
const badges = {
  coming: ['still coming', 'badge'],
  asking: ['asks you something', 'badge bad'],
  looking: ['being looked at', 'badge'],
  looked: ['looked at', 'badge'],
  taking: ['being taken in', 'badge'],
  stopping: ['stopping', 'badge'],
  done: ['taken in', 'badge good'],
  cancelled: ['stopped', 'badge'],
} as const

function Badge({ one: { status, counts } }: { readonly one: ReaderImport }) {
  const [text, look] = status === 'looked' && counts.added + counts.changed + counts.off > 0 ? WAITS : badges[status]
  return <span class={look}>{text}</span>
}
const WAITS = ['waits for your word', 'badge bad'] as const

/** "2 readers come in active, 0 changed, 3 off and remembered, 0 as before, 1 refused." `done`: they have. */
export const countsText = ({ counts }: Pick<ReaderImport, 'counts'>, done = false): string => {
  const { added, changed, off, unchanged, refused } = counts
  const come = done ? 'came in active' : added === 1 ? 'comes in active' : 'come in active'
  return `${counted(added, 'reader')} ${come}, ${number(changed)} changed, ${number(off)} off and remembered, ${number(unchanged)} as before, ${number(refused)} refused.`
}

/** Comes again by itself, while it moves, and takes rows in meanwhile where nobody else does; whoever may only look only looks. When it is over, the whole page comes (`hx-refresh`). */
const every2s = (path: string, editor: Editor) => ({
  ...(mayEdit(editor) ? { 'hx-post': `${path}/on` } : { 'hx-get': path }),
  'hx-trigger': 'every 2s',
  'hx-select': '#course',
  'hx-target': '#course',
  'hx-swap': 'outerHTML',
})

type OneProps = View & {
  readonly one: ReaderImport
  /** The first thousand; none while it moves. */
  readonly refused: readonly RowResult[]
  readonly typed: Typed
  readonly wrong?: Wrong
}

/** One list: how far it is, what would become of it or has, and what may be done with it. */
export function OneImportPage(props: OneProps) {
  const { editor, said, one, digests, now, wrong = {} } = props
  const path = importPath(one.id)
  const moves = isUnderWay(one)
  return (
    <Frame title="A list of readers" editor={editor} room={PATH} said={said} again={moves ? 3 : undefined}>
      <p class="crumb">
        <a href={`${PATH}/import`}>Import readers</a>
      </p>
      <h1>{headingOf(one)}</h1>
      <WrongSummary wrong={wrong} />
      <div id="course" {...(moves ? every2s(path, editor) : {})}>
        <p class="row meta soft">
          <Badge one={one} />
          <span>{counted(one.rows, 'row')}</span>
          <span>· {digestName(one, digests)}</span>
          <span>
            · <When at={one.createdAt} now={now} />
          </span>
        </p>
        <p>{stateText(one)}</p>
        {moves ? <Headway one={one} /> : ''}
        {one.done > 0 ? <Figures counts={one.counts} drawn={!moves} /> : ''}
      </div>
      <HowRead one={one} />
      {/* Out of what comes again: somebody may be about to press, or writing. */}
      {mayEdit(editor) ? <Actions {...props} /> : ''}
      {moves ? '' : <Refused {...props} />}
    </Frame>
  )
}

const headingOf = ({ status, dryRun }: ReaderImport): string => {
  if (status === 'asking') return 'What do these columns mean?'
  return dryRun ? 'What would become of the list' : 'A list of readers'
}

function stateText({ status, dryRun, rows, done, counts: { refused } }: ReaderImport): string {
  const lost = rows - done
  switch (status) {
    case 'coming':
      return 'More of this list was to come, and has not. Nothing is changed by it: bring it once more.'
    case 'asking':
      return 'Nothing is changed yet, and nobody is looked for: first say what these columns mean. They may say that somebody wants no mail, and we do not know how.'
    case 'looking':
      return 'Nothing is changed yet: it is worked out what would become of each row. You may close this page, and come back.'
    case 'looked':
      return 'Nothing is changed yet: this is what would become of the list.'
    case 'taking':
      return 'It is taken in row by row, as fast as the table lets it. You may close this page, and come back.'
    case 'stopping':
      return 'It stops: what is under way is finished, and written down.'
    case 'done':
      return lost > 0
        ? `It is in, but for ${counted(lost, 'row')} that nobody can say anything of: bring the list once more, and they are found.`
        : `All of it is in${refused > 0 ? `, but for ${counted(refused, 'row')}: below stands why` : ''}. Nobody is mailed for it.`
    case 'cancelled':
      return dryRun
        ? 'It was stopped, and is forgotten. Nothing was changed by it.'
        : `It was stopped after ${counted(done, 'row')}. What was taken in until then stays; ${counted(lost, 'row')} had no turn. Brought once more, the list goes on there.`
  }
}

function Headway({ one }: { readonly one: ReaderImport }) {
  const { rows, done, speed } = one
  const left = secondsLeft(one)
  return (
    <div class="headway">
      <progress max={Math.max(1, rows)} value={done} aria-label="How many rows are done" />
      <p class="soft small" role="status">
        {number(done)} of {counted(rows, 'row')}
        {speed ? `; ${speed < 10 ? speed : number(Math.round(speed))} a second` : ''}
        {left === undefined ? '' : `; ${durationText(left)} left`}
        {speed || done > 0 ? '' : '; it begins within a minute'}. These numbers come again by themselves.
      </p>
    </div>
  )
}

const durationText = (seconds: number): string =>
  seconds * SECOND < 2 * MINUTE
    ? counted(seconds, 'second')
    : `some ${counted(Math.ceil((seconds * SECOND) / MINUTE), 'minute')}`

const figures = [
  ['added', 'come in active'],
  ['changed', 'changed'],
  ['off', 'off, and remembered'],
  ['unchanged', 'as before'],
  ['refused', 'refused'],
] as const

/** In numbers, and `drawn` as a picture: beside the one of how far it is, a second one would be taken for it. */
function Figures({ counts, drawn }: { readonly counts: Counts; readonly drawn: boolean }) {
  return (
    <div class="card">
      {drawn ? <Shares counts={counts} /> : ''}
      <dl class="figures">
        {figures.map(([name, label]) => (
          <div>
            <dt class={`of-${name}`}>{label}</dt>
            <dd>{number(counts[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const WIDTH = 1_000

function Shares({ counts }: { readonly counts: Counts }) {
  const all = figures.reduce((sum, [name]) => sum + counts[name], 0)
  if (all === 0) return null
  let from = 0
  return (
    <svg class="shares" viewBox={`0 0 ${WIDTH} 12`} preserveAspectRatio="none" aria-hidden="true">
      {figures.map(([name]) => {
        const width = (counts[name] * WIDTH) / all
        from += width
        return width > 0 ? <rect class={`of-${name}`} x={from - width} y={0} width={width} height={12} /> : ''
      })}
    </svg>
  )
}

function Actions({ one, now, typed, wrong = {} }: OneProps) {
  const path = importPath(one.id)
  const { added, changed, off } = one.counts
  switch (one.status) {
    case 'asking':
      return <Questions one={one} typed={typed} wrong={wrong} />
    case 'looking':
    case 'taking':
      return (
        <Twice
          ask={one.dryRun ? 'Forget this list' : 'Stop taking it in'}
          action={`${path}/cancel`}
          label={one.dryRun ? 'Forget it' : 'Stop'}
        >
          {one.dryRun ? 'Nothing is changed by it.' : 'Whoever is in stays in; the rest of the list is forgotten.'}
        </Twice>
      )
    case 'looked':
      if (added + changed + off === 0) return <Over one={one} sentence="There is nothing in it to take in." />
      if (plus(one.createdAt, LOOKED_FOR) <= now)
        return <Over one={one} sentence="It was looked at more than three days ago, and is gone: bring it once more." />
      return (
        <>
          <form method="post" action={`${path}/start`} class="card">
            <Field {...attested} typed={typed} wrong={wrong} />
            <button type="submit">{labelFor(added, changed, off)}</button>
            <p class="soft small">Nobody is mailed for it.</p>
          </form>
          <Forget path={path}>
            <a href={`${path}/rows.csv`}>Row by row, as CSV</a>
            <a href={`${PATH}/import`}>Another list</a>
          </Forget>
        </>
      )
    case 'stopping':
      return null
    default:
      return <Over one={one} />
  }
}

function Forget({ path, children }: PropsWithChildren<{ readonly path: string }>) {
  return (
    <form method="post" action={`${path}/cancel`}>
      <p class="row">
        <button type="submit" class="quiet">
          Forget this list
        </button>
        {children}
      </p>
    </form>
  )
}

function Over({ one, sentence }: { readonly one: ReaderImport; readonly sentence?: string }) {
  return (
    <>
      {sentence ? <p>{sentence}</p> : ''}
      <p class="row">
        {one.done > 0 ? <a href={`${importPath(one.id)}/rows.csv`}>Row by row, as CSV</a> : ''}
        <a href={`${PATH}/import`}>Another list</a>
        <a href={PATH}>To the readers</a>
      </p>
    </>
  )
}

const attested = {
  name: 'attestation',
  label: 'How these people have agreed to get mail',
  rows: 2,
  required: true,
  placeholder: 'Exported from our old service on 4 May; everybody in it had confirmed there',
  hint: 'It is kept with each of them, as their consent, and they can read it.',
} as const

const labelFor = (added: number, changed: number, off: number): string =>
  [
    added > 0 ? `add ${counted(added, 'reader')}` : '',
    changed > 0 ? `change ${number(changed)}` : '',
    off > 0 ? `take ${number(off)} off` : '',
  ]
    .filter(Boolean)
    .join(', ')
    .replace(/^./, (letter) => letter.toUpperCase())

/** What was made of its columns: whose they are, and which say nothing. */
function HowRead({ one }: { readonly one: ReaderImport }) {
  const ignored = ignoredIn(one)
  const { service, isBare } = one.read ?? {}
  if (!service && !isBare && ignored.length === 0) return null
  return (
    <p class="soft small">
      {service ? `Read as an export of ${service}. ` : ''}
      {isBare
        ? 'It has no header: its one column was taken for addresses, and everybody in it for somebody who gets mail. '
        : ''}
      {ignored.length > 0
        ? `${ignored.length === 1 ? 'One column is' : `${counted(ignored.length, 'column')} are`} passed over: ${ignored.map((name) => `“${name}”`).join(', ')}.`
        : ''}
    </p>
  )
}

const meanings: Readonly<Record<Meaning, string>> = {
  active: 'gets mail',
  off: 'is off: gets none',
  bounced: 'bounced',
  complained: 'complained',
  unconfirmed: 'never confirmed',
}

/** The fields of the n-th column: whether it is passed over, and each of its values. */
export const fieldOf = {
  ignored: (n: number) => `ignored-${n}`,
  value: (n: number, value: number | typeof OTHERS) => `column-${n}-${value === OTHERS ? 'others' : value}`,
  whole: (n: number) => `column-${n}`,
}

function Questions({ one, typed, wrong = {} }: Pick<OneProps, 'one' | 'typed' | 'wrong'>) {
  const { questions = [], sample = [] } = one
  const path = importPath(one.id)
  return (
    <>
      {sample.length > 0 ? <Sample questions={questions} rows={sample} /> : ''}
      <form method="post" action={`${path}/columns`} class="card">
        {questions.map((question, n) => (
          <fieldset id={fieldOf.whole(n)} tabindex={-1}>
            <legend>“{question.column}”: what does it say of whoever has it?</legend>
            {wrong[fieldOf.whole(n)] ? <p class="wrong">{wrong[fieldOf.whole(n)]}</p> : ''}
            {question.values.map(({ value, rows }, at) => (
              <ValueField
                name={fieldOf.value(n, at)}
                label={value === '' ? '(an empty cell)' : value}
                rows={rows}
                typed={typed}
              />
            ))}
            {question.others > 0 ? (
              <ValueField
                name={fieldOf.value(n, OTHERS)}
                label={question.values.length > 0 ? 'anything else' : 'anything'}
                rows={question.others}
                typed={typed}
              />
            ) : (
              ''
            )}
            <p>
              <label class="check">
                <input
                  type="checkbox"
                  name={fieldOf.ignored(n)}
                  value="yes"
                  checked={typed[fieldOf.ignored(n)] === 'yes'}
                />{' '}
                It says nothing of mail: pass it over
              </label>
            </p>
          </fieldset>
        ))}
        <button type="submit">See what it would change</button>
        <p class="soft small">
          Nothing is changed by looking, and nobody is mailed. Your answers are kept with this list.
        </p>
      </form>
      <Forget path={path} />
    </>
  )
}

function ValueField(props: {
  readonly name: string
  readonly label: string
  readonly rows: number
  readonly typed: Typed
}) {
  const { name, label, rows, typed } = props
  return (
    <div class="field">
      <label for={name}>
        {label} <span class="soft small">({counted(rows, 'row')})</span>
      </label>
      <select name={name} id={name}>
        <option value="">Choose</option>
        {MEANINGS.map((meaning) => (
          <option value={meaning} selected={typed[name] === meaning}>
            {meanings[meaning]}
          </option>
        ))}
      </select>
    </div>
  )
}

function Sample(props: {
  readonly questions: readonly Question[]
  readonly rows: NonNullable<ReaderImport['sample']>
}) {
  return (
    <div class="wide">
      <table>
        <caption class="soft small">The first rows, so that you see what stands there</caption>
        <thead>
          <tr>
            <th scope="col" class="n">
              Row
            </th>
            <th scope="col">Address</th>
            {props.questions.map(({ column }) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ row, cells }) => (
            <tr>
              <td class="n">{number(row)}</td>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Refused({ one, refused }: OneProps) {
  const { refused: all } = one.counts
  if (all === 0) return null
  return (
    <details open={refused.length <= 20}>
      <summary>
        {counted(all, 'row')} refused
        {refused.length < all ? `, the first ${number(refused.length)}` : ''}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col" class="n">
              Row
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ row, reason, text }) => (
            <tr>
              <td class="n">{number(row)}</td>
              <td>
                {reason}
                {text ? <span class="soft small"> It reads: {text}</span> : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
