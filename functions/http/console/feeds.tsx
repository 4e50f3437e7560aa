/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import type { PropsWithChildren } from 'hono/jsx'
import { type Collected, collectFeed, fileEarlier } from '../../../core/flows/collect.ts'
import { editFeed } from '../../../core/flows/edit-feed.ts'
import { followFeed } from '../../../core/flows/follow-feed.ts'
import { hostOf } from '../../../core/model/article.ts'
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { type FeedId, healthOf, nextLook, parseSource, type Source } from '../../../core/model/source.ts'
import { ruleInWords } from '../../../core/model/tag-rule.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { ApiPorts } from '../api/api.ts'
import { pageOf } from '../api/body.ts'
import { notFound } from '../problem.ts'
import { inboxPath } from './article-pages.tsx'
import {
  counted,
  Field,
  type Form,
  formOf,
  number,
  Pager,
  type Typed,
  tagsIn,
  When,
  type Wrong,
  WrongSummary,
  wrongOf,
} from './forms.tsx'
import { asEditor, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'

const PATH = '/console/feeds'
const NEW = 'new'
type Again = { readonly of: string; readonly typed: Typed; readonly wrong: Wrong }

export function feedPages(ports: ApiPorts): Hono<ConsoleEnv> {
  const page = async (c: Context<ConsoleEnv>, again?: Again) => {
    const asked = again ? { limit: 100 } : pageOf(c)
    const { items, cursor: next } = await ports.feeds.list(asked)
    const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), items, next, cursor: asked.cursor }
    return c.html(<FeedsPage {...view} {...(again ? { again } : {})} />, again ? 422 : 200)
  }
  const found = async (id: string): Promise<Source> => {
    const source = await ports.feeds.get(id as FeedId)
    if (!source) throw notFound('feed')
    return source
  }

  return new Hono<ConsoleEnv>()
    .get('/', (c) => page(c))
    .post('/', async (c) => {
      asEditor(c)
      const form = await formOf(c)
      // From the box of the inbox it comes as `what`.
      const url = form.text('url') || form.text('what')
      const typed = { ...form.typed, url }
      const again = (wrong: Wrong) => page(c, { of: NEW, typed, wrong })
      const sinceDays = form.given('sinceDays') === undefined ? undefined : Number(form.text('sinceDays'))
      const wanted = parseSource({ url, sinceDays, ...wishesIn(form) }, ports.ids.feed, ports.now())
      if (!wanted.ok) return again(wrongOf(wanted.refusals))
      const followed = await followFeed(ports, wanted.value)
      if (followed.kind === 'refused') return again({ url: followed.sentence })
      const { title } = followed.source
      const sentence =
        followed.kind === 'known'
          ? `"${title}" is followed already: change it below.`
          : `"${title}" is followed: its articles come within a quarter of an hour, or now, if you collect it.`
      return backTo(c, PATH, sentence)
    })
    .post('/:id', async (c) => {
      asEditor(c)
      const id = c.req.param('id') as FeedId
      const form = await formOf(c)
      const edited = await editFeed(ports, id, wishesIn(form))
      if (!edited) throw notFound('feed')
      if (!edited.ok) return page(c, { of: id, typed: form.typed, wrong: wrongOf(edited.refusals) })
      return backTo(c, PATH, `"${edited.value.title}" is saved: what it brings from now on is treated so.`)
    })
    .post('/:id/collect', async (c) => {
      asEditor(c)
      const { id, title } = await found(c.req.param('id'))
      const look = await collectFeed(ports, id)
      if (!look) throw notFound('feed')
      return backTo(
        c,
        PATH,
        look.kind === 'failed' ? `"${title}": ${look.reason}` : `"${title}": ${foundIn(look.found)}`,
      )
    })
    .post('/:id/earlier', async (c) => {
      asEditor(c)
      const { id, title } = await found(c.req.param('id'))
      const filed = await fileEarlier(ports, id, (await formOf(c)).text('entry'))
      if (!filed) throw notFound('feed')
      if (!filed.ok) return backTo(c, PATH, `"${title}": ${filed.refusals[0]?.sentence ?? ''}`)
      const where = filed.value.status === 'filed' ? 'is filed' : 'waits in the inbox: it has no tag'
      return backTo(c, PATH, `"${filed.value.title}" ${where}.`)
    })
    .post('/:id/stop', async (c) => {
      asEditor(c)
      const { id, title } = await found(c.req.param('id'))
      await ports.feeds.remove(id)
      return backTo(c, PATH, `"${title}" is followed no longer. Its articles stay.`)
    })
}

/** What an editor says of a feed, beside where it is. A cap that is no number is refused as one. */
const wishesIn = ({ text, given }: Form) => ({
  title: given('title'),
  tags: tagsIn(text('tags')),
  trusted: text('trusted') === 'yes',
  dailyCap: given('dailyCap') === undefined ? undefined : Number(text('dailyCap')),
})

function foundIn({ entries, added, changed, renamed, earlier, waiting, quarantined }: Collected): string {
  const parts = [
    `${number(added)} new`,
    `${number(changed)} changed`,
    ...(renamed > 0 ? [`${number(renamed)} under a new name`] : []),
    ...(earlier > 0 ? [`${number(earlier)} from earlier`] : []),
    ...(waiting > 0 ? [`${number(waiting)} wait for tomorrow`] : []),
    ...(quarantined.length > 0 ? [`${number(quarantined.length)} set aside`] : []),
  ]
  return `${counted(entries, 'entry', 'entries')}, ${parts.join(', ')}.`
}

const typedOf = ({ title, tags, trusted, dailyCap }: Source): Typed => ({
  title,
  tags: tags.join(', '),
  trusted: trusted ? 'yes' : '',
  dailyCap: String(dailyCap),
})

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly items: readonly Source[]
  readonly cursor: string | undefined
  readonly next: string | undefined
  readonly again?: Again | undefined
}

function FeedsPage({ editor, said, now, items, cursor, next, again }: Props) {
  const isNew = again?.of === NEW
  const field = { of: NEW, typed: isNew ? again.typed : {}, wrong: isNew ? again.wrong : {} }
  // What needs a person comes first.
  const sorted = [...items].sort((a, b) => need(b) - need(a) || a.title.localeCompare(b.title, 'en'))
  return (
    <Frame title="Feeds" editor={editor} room={PATH} said={said}>
      <h1>Feeds</h1>
      {items.length > 0 ? <AtAGlance items={items} /> : ''}
      {again ? <WrongSummary wrong={again.wrong} of={again.of} /> : ''}
      {mayEdit(editor) ? (
        <form method="post" action={PATH} class="card">
          <Field
            {...field}
            name="url"
            label="Follow a feed"
            placeholder="https://…"
            required
            hint="The address of the feed, or of a page that names it."
          />
          <Wishes {...field} />
          <Field
            {...field}
            name="sinceDays"
            label="Days back at the first look"
            placeholder="3"
            hint="What is older is listed as earlier, and goes into no mail by itself."
          />
          <button type="submit">Follow it</button>
        </form>
      ) : (
        ''
      )}
      {items.length === 0 ? (
        <div class="empty">
          <p>No feed is followed yet{mayEdit(editor) ? ': give the address of the first one above' : ''}.</p>
        </div>
      ) : (
        <ul class="lines" data-list>
          {sorted.map((source) => (
            <FeedLine {...{ source, editor, now, again }} />
          ))}
        </ul>
      )}
      <Pager path={PATH} query={{}} cursor={cursor} next={next} first="Back to the first feeds" more="More feeds" />
    </Frame>
  )
}

/** How they fare, before any of them is read. */
function AtAGlance({ items }: Pick<Props, 'items'>) {
  const ill = items.filter((source) => need(source) > 0).length
  const waiting = items.reduce((sum, source) => sum + source.waiting, 0)
  return (
    <p class="soft">
      {counted(items.length, 'feed')}.{' '}
      {ill === 0 ? (
        <span class="good">All of them can be read.</span>
      ) : (
        <span class="wrong">{counted(ill, 'feed')} cannot be read right now.</span>
      )}
      {waiting > 0 ? ` ${counted(waiting, 'entry waits', 'entries wait')} for the next day.` : ''}
    </p>
  )
}

const need = (source: Source): number =>
  ({ stopped: 3, 'once-a-day': 2, failing: 1, new: 0, fine: 0 })[healthOf(source).health]

type FieldsOf = { readonly of: string; readonly typed: Typed; readonly wrong: Wrong }

function Wishes(field: FieldsOf) {
  return (
    <>
      <div class="pair">
        <Field {...field} name="tags" label="Tags for every entry" placeholder="trade, port" />
        <Field {...field} name="title" label="Its name" hint="Left empty, as it calls itself." />
      </div>
      <div class="row low">
        <label class="check">
          <input type="checkbox" name="trusted" value="yes" checked={field.typed.trusted === 'yes'} />
          File what has a tag, without a look of ours
        </label>
        <Field {...field} name="dailyCap" label="Otherwise, drafts a day at most" placeholder="20" />
      </div>
    </>
  )
}

const healthWords = { new: 'New', fine: 'Fine', failing: 'Failing', 'once-a-day': 'Once a day', stopped: 'Stopped' }
const badges = { new: '', fine: 'good', failing: 'bad', 'once-a-day': 'bad', stopped: 'bad' }

function FeedLine({ source, editor, now, again }: { source: Source } & Pick<Props, 'editor' | 'now' | 'again'>) {
  const { id, title, url, counts, tags, trusted, dailyCap, lastLook, lastChange, lastError, waiting } = source
  const { health, note } = healthOf(source)
  const next = nextLook(source, now)
  const isAgain = again?.of === id
  return (
    <li id={id} data-item>
      <div>
        <span class="headline" dir="auto">
          {title}
        </span>{' '}
        <span class={`badge ${badges[health]}`}>{healthWords[health]}</span>
        <p class="soft small">
          <a href={url} rel="noreferrer">
            {hostOf(url)}
          </a>
          {' · '}
          <a
            href={inboxPath({ status: 'all', source: title })}
            aria-label={`${counted(counts.added, 'article')} so far from ${title}`}
          >
            {counted(counts.added, 'article')} so far
          </a>
          {lastLook ? (
            <>
              {' · looked at '}
              <When at={lastLook} now={now} />
            </>
          ) : (
            ' · not looked at yet'
          )}
          {lastChange ? (
            <>
              {' · something new '}
              <When at={lastChange} now={now} />
            </>
          ) : (
            ''
          )}
          {next.at ? (
            <>
              {' · next look '}
              {next.at <= now ? 'at the next quarter of an hour' : <When at={next.at} now={now} />}
            </>
          ) : (
            ''
          )}
        </p>
        <p class="soft small">
          {trusted ? 'What has a tag is filed.' : `Drafts for an editor, ${number(dailyCap)} a day at most.`}
          {tags.length > 0 ? ` Every entry gets: ${tags.join(', ')}.` : ''}
          {waiting > 0 ? ` ${counted(waiting, 'entry waits', 'entries wait')} for the next day.` : ''}
        </p>
        {note ? <p class="small">{note}</p> : ''}
        {lastError && !note?.startsWith(lastError) ? <p class="wrong small">{lastError}</p> : ''}
        <SetAside {...source} />
        {source.earlier ? <Earlier {...source} earlier={source.earlier} mayFile={mayEdit(editor)} /> : ''}
        {mayEdit(editor) ? (
          <div class="row top-row">
            <form method="post" action={`${PATH}/${id}/collect`}>
              <button
                type="submit"
                class="quiet small"
                aria-label={`Collect now: ${title}`}
                data-key="c"
                data-does="Collect it now"
              >
                Collect now
              </button>
            </form>
            <details open={isAgain}>
              <summary data-open data-key="e" data-does="Change it">
                Change or stop {title}
              </summary>
              <form method="post" action={`${PATH}/${id}`}>
                <Wishes of={id} typed={isAgain ? again.typed : typedOf(source)} wrong={isAgain ? again.wrong : {}} />
                <div class="row">
                  <button type="submit">Save the feed</button>
                  <button type="submit" class="wrong" formaction={`${PATH}/${id}/stop`} formnovalidate>
                    Stop following it
                  </button>
                </div>
              </form>
            </details>
          </div>
        ) : (
          ''
        )}
      </div>
    </li>
  )
}

/** What of it could not be taken in, and by which rules it is tagged. */
function SetAside({ lastQuarantined, renamed, rules }: Source) {
  return (
    <>
      {rules.length > 0 ? (
        <details>
          <summary>{counted(rules.length, 'rule')} for its tags</summary>
          <ul class="small">
            {rules.map((rule) => (
              <li>{ruleInWords(rule)}</li>
            ))}
          </ul>
        </details>
      ) : (
        ''
      )}
      {lastQuarantined.length > 0 ? (
        <Reasons of={lastQuarantined}>
          {counted(lastQuarantined.length, 'entry', 'entries')} set aside at the last look
        </Reasons>
      ) : (
        ''
      )}
      {renamed ? (
        <Reasons of={renamed.last}>
          {counted(renamed.n, 'entry', 'entries')} under a new name so far, taken for the same story
        </Reasons>
      ) : (
        ''
      )}
    </>
  )
}

/** Entries, each with why it is no article of its own. */
function Reasons({ of, children }: PropsWithChildren<{ of: Source['lastQuarantined'] }>) {
  return (
    <details>
      <summary>{children}</summary>
      <ul class="small">
        {of.map(({ entry, reason }) => (
          <li>
            <span dir="auto">{entry}</span>: {reason}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What was too old to be news at the first look: one press files one of them. */
function Earlier({
  id,
  earlier,
  mayFile,
}: Pick<Source, 'id'> & { earlier: NonNullable<Source['earlier']>; mayFile: boolean }) {
  const more = earlier.n - earlier.last.length
  return (
    <details>
      <summary>{counted(earlier.n, 'entry', 'entries')} from earlier, in no mail</summary>
      <ul class="small">
        {earlier.last.map(({ id: entry, entry: title, at }) => (
          <li>
            <span dir="auto">{title}</span> ({at.slice(0, 10)}){' '}
            {mayFile ? (
              <form method="post" action={`${PATH}/${id}/earlier`}>
                <input type="hidden" name="entry" value={entry} />
                <button type="submit" class="quiet small" aria-label={`File it: ${title}`}>
                  File it
                </button>
              </form>
            ) : (
              ''
            )}
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="small">And {number(more)} older: give a link of theirs to the inbox.</p> : ''}
    </details>
  )
}
