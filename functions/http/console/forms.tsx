/** @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { Refusal } from '../../../core/model/refusal.ts'
import { DAY, type Instant, plus } from '../../../core/model/time.ts'
import { Problem } from '../problem.ts'
import { Kbd } from './frame.tsx'

/** What a form brought: text by its field, without the space around it. */
export type Form = {
  readonly text: (field: string) => string
  /** As text, or undefined where nothing stands. */
  readonly given: (field: string) => string | undefined
  readonly all: (field: string) => readonly string[]
  readonly file: (field: string) => File | undefined
  readonly typed: Typed
}
/** What was typed, to be shown again beside what is wrong with it. */
export type Typed = Readonly<Record<string, string>>
/** Sentences, by the field that they are about. */
export type Wrong = Readonly<Record<string, string>>

export async function formOf(c: Context): Promise<Form> {
  const body = await c.req.parseBody({ all: true }).catch(() => {
    throw new Problem('unreadable', 'This form cannot be read: go back, and send it again.')
  })
  return formIn(body as Readonly<Record<string, string | File | (string | File)[]>>)
}

/** Fields as a form has them, wherever they come from. */
export function formIn(body: Readonly<Record<string, string | File | readonly (string | File)[]>>): Form {
  const all = (field: string) => [body[field] ?? []].flat()
  const texts = (field: string) => all(field).flatMap((value) => (typeof value === 'string' ? [value.trim()] : []))
  const text = (field: string) => texts(field)[0] ?? ''
  return {
    text,
    given: (field) => text(field) || undefined,
    all: texts,
    file: (field) => all(field).find((value) => value instanceof File && value.size > 0) as File | undefined,
    typed: Object.fromEntries(Object.keys(body).map((field) => [field, text(field)])),
  }
}

/** The first sentence about each field. `digests.0.topics` is about `digests`; `renamed`: what the form calls it. */
export function wrongOf(refusals: readonly Refusal[], renamed: Readonly<Record<string, string>> = {}): Wrong {
  const wrong: Record<string, string> = {}
  for (const { field, sentence } of refusals) {
    const [first = field] = field.split('.')
    wrong[renamed[field] ?? renamed[first] ?? first] ??= sentence
  }
  return wrong
}

export const isWrong = (wrong: Wrong): boolean => Object.keys(wrong).length > 0

/** Tags as people write them: between commas, semicolons or lines. */
export const tagsIn = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')

type FieldProps = {
  readonly name: string
  readonly label: string
  readonly typed: Typed
  readonly wrong?: Wrong
  readonly hint?: string
  /** Where a page has several forms: told apart from the fields of the others. */
  readonly of?: string
  readonly type?: 'text' | 'email' | 'url' | 'search' | 'number'
  /** So many lines. */
  readonly rows?: number
  readonly required?: boolean
  readonly autofocus?: boolean
  readonly autocomplete?: string
  readonly placeholder?: string
  readonly list?: string
  /** What a script makes of it. */
  readonly more?: Readonly<Record<`hx-${string}`, string>>
}

/** A field under its name, with what is wrong with it between the two. */
export function Field({
  name,
  label,
  typed,
  wrong = {},
  hint,
  of,
  type = 'text',
  rows,
  more: enhanced,
  ...rest
}: FieldProps) {
  const id = of ? `${of}-${name}` : name
  const about = [wrong[name] ? `wrong-${id}` : '', hint ? `hint-${id}` : ''].filter(Boolean).join(' ')
  const more = {
    id,
    name,
    ...rest,
    ...enhanced,
    ...(about ? { 'aria-describedby': about } : {}),
    ...(wrong[name] ? { 'aria-invalid': 'true' as const } : {}),
  }
  const value = typed[name] ?? ''
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {wrong[name] ? (
        <p class="wrong" id={`wrong-${id}`}>
          {wrong[name]}
        </p>
      ) : (
        ''
      )}
      {/* A text area drops the first line break that it is given. */}
      {rows ? <textarea rows={rows} {...more}>{`\n${value}`}</textarea> : <input type={type} value={value} {...more} />}
      {hint ? (
        <p class="hint" id={`hint-${id}`}>
          {hint}
        </p>
      ) : (
        ''
      )}
    </div>
  )
}

/** What is wrong, all of it, with the way to each: the first thing that is read out. */
export function WrongSummary({ wrong, of }: { readonly wrong: Wrong; readonly of?: string }) {
  if (!isWrong(wrong)) return null
  return (
    <div class="card summary" role="alert" tabindex={-1} autofocus>
      <b>Nothing is changed yet.</b>
      <ul>
        {Object.entries(wrong).map(([field, sentence]) => (
          <li>
            <a href={`#${of ? `${of}-` : ''}${field}`}>{sentence}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** One press asks, the next one does it: no script, and nothing is lost by a slip. */
export function Twice(props: {
  readonly ask: string
  readonly action: string
  readonly label: string
  readonly children: Child
}) {
  return (
    <details>
      <summary>{props.ask}</summary>
      <p>{props.children}</p>
      <form method="post" action={props.action}>
        <button type="submit" class="wrong">
          {props.label}
        </button>
      </form>
    </details>
  )
}

/** A moment as an editor reads it in a list: "today, 06:00 UTC", "yesterday, 18:40 UTC", "3 Nov, 08:00 UTC". */
export function When({ at, now }: { readonly at: Instant; readonly now: Instant }) {
  return <time datetime={at}>{whenText(at, now)}</time>
}

export function whenText(at: Instant, now: Instant): string {
  const day = at.slice(0, 10)
  const named = [
    [now, 'today'],
    [plus(now, -DAY), 'yesterday'],
    [plus(now, DAY), 'tomorrow'],
  ].find(([moment]) => moment?.slice(0, 10) === day)?.[1]
  return `${named ?? dayWritten(day, now)}, ${at.slice(11, 16)} UTC`
}

/** "3 Nov", with its year where that is not this one. */
export function dayWritten(day: string, now: Instant): string {
  const year = day.slice(0, 4) === now.slice(0, 4) ? {} : ({ year: 'numeric' } as const)
  const style = { day: 'numeric', month: 'short', timeZone: 'UTC', ...year } as const
  return new Intl.DateTimeFormat('en-GB', style).format(new Date(`${day.slice(0, 10)}T00:00:00Z`))
}

/** 8,412 */
export const number = (value: number): string => value.toLocaleString('en')

/** "1 article", "8,412 readers". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`

/** A path of ours with what is asked for; what is empty is left out. */
export function pathWith(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const asked = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  return asked.size > 0 ? `${path}?${asked}` : path
}

/** The way on through a long list, and back to its beginning. */
export function Pager(props: {
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  readonly cursor: string | undefined
  readonly next: string | undefined
  readonly first: string
  readonly more: string
}) {
  if (!props.cursor && !props.next) return null
  return (
    <p class="row spread pager">
      {props.cursor ? <a href={pathWith(props.path, props.query)}>{props.first}</a> : <span />}
      {props.next ? <a href={pathWith(props.path, { ...props.query, cursor: props.next })}>{props.more}</a> : ''}
    </p>
  )
}

/** Pages of one room, side by side. */
export function Tabs(props: {
  readonly label: string
  readonly here: string
  readonly tabs: readonly { readonly path: string; readonly name: string }[]
}) {
  return (
    <nav aria-label={props.label} class="tabs">
      {props.tabs.map(({ path, name }) => (
        <a href={path} {...(path === props.here ? { 'aria-current': 'page' } : {})}>
          {name}
        </a>
      ))}
    </nav>
  )
}

type SearchProps = {
  readonly path: string
  readonly value: string
  /** What is looked for. */
  readonly label: string
  readonly placeholder?: string
  /** An address is typed as it stands. */
  readonly isAddress?: boolean
  /** Fields before the box, and after it. */
  readonly before?: Child
  readonly after?: Child
}

/** Narrows the list in `#results` as one types, and by its button where there is no script. */
export const SearchBox = ({ path, value, label, placeholder = label, isAddress, before, after }: SearchProps) => (
  <form
    method="get"
    action={path}
    class="row search"
    aria-label="Search"
    hx-get={path}
    hx-trigger="input delay:300ms, submit"
    hx-sync="this:replace"
    hx-replace-url="true"
    {...inPlace}
  >
    {before ?? ''}
    <input
      type="search"
      name="q"
      value={value}
      aria-label={label}
      placeholder={placeholder}
      {...(isAddress ? { autocapitalize: 'none', spellcheck: false } : {})}
      data-key="/"
      data-does="Search"
    />
    {after ?? ''}
    <button type="submit" class="quiet">
      Search <Kbd of="/" />
    </button>
  </form>
)

/** A form of a list changes the list alone, and says above what was done: nobody loses their place. */
export const inPlace = {
  'hx-select': '#results',
  'hx-target': '#results',
  'hx-swap': 'outerHTML',
  'hx-select-oob': '#said:innerHTML',
}
