/** @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { signUp } from '../../../core/flows/sign-up.ts'
import { parseAddress } from '../../../core/model/address.ts'
import { firstEdition } from '../../../core/model/digest.ts'
import { clockOf, isZone } from '../../../core/model/schedule.ts'
import { MOST_SUBSCRIPTIONS, type Wish, wishFor } from '../../../core/model/subscriber.ts'
import { localeFor } from '../../../core/model/variant.ts'
import type { Ports } from '../../../core/ports.ts'
import { TakenPage } from '../pages/reader.tsx'
import { CONSENT_VERSION, nothingTyped, SignUpPage, type Typed } from '../pages/sign-up.tsx'
import { choiceOf, editionsOf, publisherOf, type SitePorts, seenOf, textsOf } from './common.tsx'

/** The form, and what becomes of it. */
export function signingUp(ports: SitePorts): Hono {
  const app = new Hono()
  const signUpPage = async (typed: Typed, wrong?: { email?: string; digests?: string }) => {
    const [{ items: digests }, topics, name] = await Promise.all([
      ports.digests.list({ limit: 100 }),
      ports.topics.all(),
      publisherOf(ports),
    ])
    // In the order they were planned: the oldest is the one the house is known for.
    const offered = digests.filter((digest) => digest.status === 'active').reverse()
    return (
      <SignUpPage
        publisher={name}
        digests={offered}
        topics={topics}
        now={ports.now()}
        typed={typed}
        {...(wrong ? { wrong } : {})}
      />
    )
  }

  app.get('/', async (c) => c.html(await signUpPage(nothingTyped)))

  app.post('/subscribe', async (c) => {
    const asJson = c.req.header('content-type')?.startsWith('application/json') ?? false
    const form = await readForm(c, asJson)
    if (!form)
      return c.json(
        { type: 'about:blank', title: 'This cannot be read', status: 400, detail: 'The body is not JSON.' },
        400,
      )
    const { typed } = form
    const address = parseAddress(typed.email)
    const { wishes, zone, wrong: wrongDigests } = await wishesOf(ports, typed, form.zone)
    const wrong = {
      ...(address.ok ? {} : { email: address.refusals[0]!.sentence }),
      ...(wrongDigests ? { digests: wrongDigests } : {}),
    }
    if (!address.ok || wrongDigests) {
      if (!asJson) return c.html(await signUpPage(typed, wrong), 422)
      const errors = Object.entries(wrong).map(([field, detail]) => ({ field, detail }))
      return c.json(
        {
          type: 'about:blank',
          title: 'This cannot be done as it stands',
          status: 422,
          detail: errors[0]!.detail,
          field: errors[0]!.field,
          errors,
        },
        422,
        {
          'content-type': 'application/problem+json',
        },
      )
    }
    // A field no person sees: whoever fills it in gets the same answer, and nothing happens (T09).
    if (form.trapped) {
      ports.log('sign-up.trapped')
    } else {
      await signUp(ports, {
        address: address.value,
        wishes,
        locale: localeFor(form.locale || (c.req.header('accept-language') ?? 'en')),
        zone,
        text: CONSENT_VERSION,
        form: '/',
        ...seenOf(c),
      })
    }
    if (asJson)
      return c.json({ status: 'taken', next: 'Look into your inbox: a mail with a button is on its way.' }, 202)
    return c.html(<TakenPage publisher={await publisherOf(ports)} />, 202)
  })
  return app
}

async function readForm(
  c: Context,
  asJson: boolean,
): Promise<{ typed: Typed; trapped: boolean; locale: string; zone: string } | undefined> {
  const body: unknown = asJson ? await c.req.json().catch(() => undefined) : await c.req.parseBody({ all: true })
  if (typeof body !== 'object' || body === null) return undefined
  const fields = body as Record<string, unknown>
  const one = (name: string) => textsOf(fields[name])[0] ?? ''
  return {
    typed: {
      email: one('email').slice(0, 400),
      digests: textsOf(fields.digest),
      topics: textsOf(fields.topic),
      editions: editionsOf(fields),
    },
    trapped: one('website') !== '',
    locale: one('locale'),
    zone: one('zone'),
  }
}

/** What the form asks for. A topic ticked without its digest asks for the digest; a digest ticked alone means all its topics. */
async function wishesOf(
  ports: Pick<Ports, 'digests'>,
  typed: Typed,
  zone: string,
): Promise<{ wishes: Wish[]; zone: string; wrong?: string }> {
  const wrong = (sentence: string) => ({ wishes: [], zone, wrong: sentence })
  const named = [...typed.digests, ...typed.topics.map((topic) => topic.split('/')[0] ?? '')]
  const asked = [...new Set(named)].slice(0, MOST_SUBSCRIPTIONS + 1)
  if (asked.length === 0) return wrong('Please pick at least one digest.')
  if (asked.length > MOST_SUBSCRIPTIONS) return wrong(`Please pick at most ${MOST_SUBSCRIPTIONS} digests.`)
  const wishes: Wish[] = []
  let clock = isZone(zone) ? zone : ''
  for (const id of asked) {
    const digest = await ports.digests.get(id)
    if (!digest) return wrong('One of these digests does not exist any more: please pick again.')
    const topics = typed.topics.filter((topic) => topic.startsWith(`${id}/`)).map((topic) => topic.slice(id.length + 1))
    if (topics.some((slug) => !digest.topics.includes(slug))) {
      return wrong(`${digest.name} no longer has one of these topics: please pick again.`)
    }
    const named = typed.editions.find((one) => one.startsWith(`${id}/`))?.slice(id.length + 1)
    if (named !== undefined && !digest.editions.some(({ name }) => name === named))
      return wrong(`${digest.name} does not come out like that any more: please pick again.`)
    // Who tells us no clock is taken to live by the digest's.
    clock ||= clockOf(firstEdition(digest).schedule)
    wishes.push(wishFor(digest, topics.length === 0 ? 'all' : choiceOf(digest, typed.topics), clock, named))
  }
  return { wishes, zone: clock }
}
