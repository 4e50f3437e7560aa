/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import {
  endpointTrouble,
  type Lift,
  type Looked,
  type Standing,
  sayUnknown,
  type Window,
} from '../../../core/model/account.ts'
import { type Editor, mayOwn } from '../../../core/model/editor.ts'
import { overage, sayShortfall } from '../../../core/model/quota.ts'
import { saidThen } from '../../../core/model/silence.ts'
import type { Instant } from '../../../core/model/time.ts'
import type { ApiPorts } from '../api/api.ts'
import { counted, number, When } from './forms.tsx'
import { asOwner, backTo, type ConsoleEnv, Frame, saidIn } from './frame.tsx'
import { SETTINGS, SettingsTabs } from './settings-tabs.tsx'

const PATH = `${SETTINGS}/provider` as const

/** How we stand with the mail provider, as last looked at. Price: one read; nothing is asked there for a page. */
export function providerPages(ports: ApiPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/settings/provider', async (c: Context<ConsoleEnv>) => {
      const { standing, lifts, askedAt } = await ports.standing.open()
      const view = { editor: c.get('editor'), said: saidIn(c), now: ports.now(), standing, lifts, askedAt }
      return c.html(<ProviderPage {...view} />)
    })
    .post('/settings/provider/look', async (c) => {
      asOwner(c)
      await ports.standing.ask(ports.now())
      return backTo(c, PATH, 'It is looked at within five minutes: look at this page again then.')
    })
}

type Props = {
  readonly editor: Editor
  readonly said: string | undefined
  readonly now: Instant
  readonly standing: Standing
  readonly lifts: readonly Lift[]
  readonly askedAt: Instant | undefined
}

function ProviderPage(props: Props) {
  const { editor, said } = props
  return (
    <Frame title="The mail provider" editor={editor} room={SETTINGS} said={said}>
      <h1>The mail provider</h1>
      <SettingsTabs editor={editor} here={PATH} />
      <LongSilence {...props} />
      <h2>What is left of the quota</h2>
      <Usage {...props} />
      <h2>What it reports to us</h2>
      <Reports {...props} />
      <h2>Whom it delivers nothing to</h2>
      <List {...props} />
      {mayOwn(editor) ? (
        <form method="post" action={`${PATH}/look`}>
          <button type="submit" class="quiet">
            Look at all of it now
          </button>
        </form>
      ) : (
        ''
      )}
      <p class="soft small">
        Quotas are looked at every three hours, the reports every hour, what was missed and the list once a day, when no
        mail is going out.
      </p>
    </Frame>
  )
}

/** What is wrong with it, as a sentence for whoever can mend it. */
export function troubleOf({ endpoint, silence }: Standing): string | undefined {
  if (silence) return 'The mail provider does not answer: mails wait, and go out by themselves once it does.'
  return endpoint && 'said' in endpoint ? endpointTrouble(endpoint.said) : undefined
}

function LongSilence({ standing: { silence }, now }: Props) {
  if (!silence) return null
  return (
    <p class="wrong" role="alert">
      It has not answered since <When at={silence.since} now={now} />; asked last{' '}
      <When at={silence.askedAt} now={now} />: {saidThen(silence)} Mails wait, and go out by themselves once it answers,
      nobody's twice.
    </p>
  )
}

const NotYet = () => <p class="soft">It has not been looked at yet.</p>

/** What is not known, and why; undefined where it is known. */
const unknownIn = (looked: Looked<unknown> | undefined) =>
  looked && 'unknown' in looked ? <p class="soft">Unknown: {sayUnknown(looked.unknown)}</p> : undefined

function Usage({ standing: { usage, shortfalls }, now }: Props) {
  if (!usage) return <NotYet />
  if (!('said' in usage)) return <div class="card">{unknownIn(usage)}</div>
  const { said, at } = usage
  const beyond = overage(said)
  return (
    <div class="card">
      <dl class="facts">
        <dt>Today</dt>
        <dd>
          <Filled window={said.daily} now={now} />
        </dd>
        <dt>This month</dt>
        <dd>
          <Filled window={said.monthly} now={now} />
          {beyond > 0 ? `, ${number(beyond)} of them beyond the plan: they cost extra` : ''}
        </dd>
      </dl>
      <p class="soft small">
        As of <When at={at} now={now} />. All that the team sends and receives counts, whoever sends it.
      </p>
      {shortfalls.map((one) => (
        <p class="wrong">
          <a href={`/console/digests/${one.digest}`}>{one.digest}</a>, <When at={one.slotAt} now={now} />:{' '}
          {sayShortfall(one)}
        </p>
      ))}
    </div>
  )
}

function Filled({ window, now }: { readonly window: Window | undefined; readonly now: Instant }) {
  if (!window) return <span class="soft">not known</span>
  const { used, limit, resetsAt } = window
  const of =
    limit === null
      ? ', and there is no limit'
      : limit === undefined
        ? '; the limit is not known'
        : ` of ${number(limit)}`
  return (
    <>
      {number(used)}
      {of}
      {resetsAt && typeof limit === 'number' ? (
        <>
          , until <When at={resetsAt} now={now} />
        </>
      ) : (
        ''
      )}
    </>
  )
}

function Reports({ standing: { endpoint, sweep }, now }: Props) {
  if (!endpoint) return <NotYet />
  if (!('said' in endpoint)) return <div class="card">{unknownIn(endpoint)}</div>
  const isWell = endpoint.said.kind === 'well'
  const words = { well: 'on', missing: 'missing', disabled: 'switched off', lacks: 'incomplete' } as const
  return (
    <div class="card">
      <p class={isWell ? undefined : 'wrong'}>
        <span class={`badge ${isWell ? 'good' : 'bad'}`}>{words[endpoint.said.kind]}</span>{' '}
        {endpointTrouble(endpoint.said) ?? 'It reports what stops mail to an address.'}
      </p>
      <p>
        {sweep.failed ? `What was missed is not known: ${sayUnknown(sweep.failed.why)}` : ''}
        {sweep.sweptAt || sweep.walk
          ? `${counted(sweep.looked, 'report')} looked at${sweep.walk ? ' so far' : ''}: ${
              sweep.asked === 0
                ? 'none that matters was missed.'
                : `${counted(sweep.asked, 'was', 'were')} missed, and asked for again.`
            }`
          : ''}
      </p>
      <p class="soft small">
        As of <When at={endpoint.at} now={now} />.
      </p>
    </div>
  )
}

function List({ standing: { mirror }, lifts, now }: Props) {
  const failing = lifts.filter(({ why }) => why !== undefined)
  return (
    <div class="card">
      {mirror.failed ? <p class="soft">Unknown: {sayUnknown(mirror.failed.why)}</p> : ''}
      {mirror.mirroredAt || mirror.walk ? (
        <p>
          {counted(mirror.listed, 'address', 'addresses')} on its list{mirror.walk ? ' so far' : ''},{' '}
          {mirror.known === 0 ? 'none' : number(mirror.known)} of them a reader’s of ours.{' '}
          {mirror.stopped > 0
            ? `${counted(mirror.stopped, 'reader')} got mail until it was seen, and ${mirror.stopped === 1 ? 'gets' : 'get'} none now. `
            : ''}
          {mirror.mirroredAt ? (
            <span class="soft small">
              As of <When at={mirror.mirroredAt} now={now} />.
            </span>
          ) : (
            ''
          )}
        </p>
      ) : mirror.failed ? (
        ''
      ) : (
        <NotYet />
      )}
      {lifts.length > failing.length ? <p>{counted(lifts.length - failing.length, 'lift')} on the way to it.</p> : ''}
      {failing.length > 0 ? (
        <>
          <p class="wrong">
            {counted(failing.length, 'lift has', 'lifts have')} not reached it: take these addresses off its list there,
            or mend what is wrong.
          </p>
          <ul class="lines">
            {failing.map(({ subscriber, why, nextAt }) => (
              <li>
                <span>
                  <a href={`/console/readers/${subscriber}`}>{subscriber}</a>: {sayUnknown(why!)} It is tried again{' '}
                  <When at={nextAt} now={now} />.
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        ''
      )}
    </div>
  )
}
