import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Came, cameBy, comingOf, letterOf } from '../../core/model/came.ts'
import { decideListed } from '../../core/model/listed-reader.ts'
import {
  afterAttestation,
  afterChoice,
  afterConfirm,
  afterEdition,
  afterLeave,
  afterLift,
  afterPreferences,
  afterSuppression,
  afterUndo,
  type ConsentEvent,
  decideSignUp,
  rowsOf,
  type Subscriber,
  type Suppression,
} from '../../core/model/subscriber.ts'
import { HOUR, type Instant, plus } from '../../core/model/time.ts'
import { type Choice, cameOf, localeOf, topicsIn, variantsOf } from '../../core/model/variant.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { aDigest, anArticle, anIssue, aRequest, aSubscriber, at } from '../support/examples.ts'

const now = at('09:00')
const fresh = 'sub_ffffffffffffffffffff'
const weekly = {
  name: 'weekly',
  schedule: { every: 'week', on: ['mon'], at: ['08:00'], zone: 'Europe/Berlin' },
} as const
const digest = { ...aDigest(), editions: [...aDigest().editions, { ...aDigest().editions[0]!, ...weekly }] }

/** Somebody, their history, and whether their address gets mail: as the store would have them after each step. */
type Life = {
  readonly person: Subscriber | undefined
  readonly history: readonly ConsentEvent[]
  readonly suppression?: Suppression
}
type Step = (life: Life, when: Instant) => Life

const after = (life: Life, person: Subscriber, consent: ConsentEvent | undefined): Life => ({
  ...life,
  person,
  history: consent ? [...life.history, consent] : life.history,
})

/** What can happen to somebody and The Harbour Brief, each as its flow does it. */
const steps: Readonly<Record<string, Step>> = {
  'they sign up': (life, when) => {
    const { person, suppression } = life
    const decision = decideSignUp(zones, person, suppression, aRequest(), { id: `let_${when}`, fresh }, when)
    return decision.kind === 'ask' ? after(life, decision.subscriber, decision.consent) : life
  },
  'they confirm': (life, when) => {
    if (!life.person?.subscriptions.some(({ status }) => status === 'pending') || life.suppression) return life
    const { subscriber, consent } = afterConfirm(life.person, when, {})
    return after(life, subscriber, consent)
  },
  'an editor adds them': (life, when) => {
    if (life.suppression) return life
    const { subscriber, consent } = afterAttestation(
      zones,
      life.person,
      aRequest({ form: 'console' }),
      'told us',
      fresh,
      when,
    )
    return after(life, subscriber, consent)
  },
  ...Object.fromEntries(
    (['all', ['trade']] as Choice[]).map((topics) => [
      `a list has them for ${topics}`,
      (life: Life, when: Instant) => {
        const row = { address: 'ada@mail.example.net', standing: { kind: 'active' }, said: '', topics } as const
        const { person, suppression, history } = life
        const known = { history, ...(person ? { subscriber: person } : {}), ...(suppression ? { suppression } : {}) }
        const decision = decideListed(known, row, digest, { zones, attestation: 'the list', fresh, now: when })
        return 'subscriber' in decision ? after(life, decision.subscriber, decision.consent) : life
      },
    ]),
  ),
  'they leave': (life, when) => {
    if (!life.person) return life
    const { subscriber, consent, left } = afterLeave(life.person, 'brief', when)
    return left.length > 0 ? after(life, subscriber, consent) : life
  },
  'they take it back': (life, when) => {
    const undone = life.person && afterUndo(life.person, 'brief', when)
    return undone ? after(life, undone.subscriber, undone.consent) : life
  },
  'they choose a topic': (life, when) => {
    if (!takes(life)) return life
    const { subscriber, consent } = afterChoice(life.person!, 'brief', ['city'], when)
    return after(life, subscriber, consent)
  },
  'they choose an edition': (life, when) => {
    const moved = life.person && afterEdition(zones, life.person, digest, 'weekly', when)
    return moved ? after(life, moved.subscriber, moved.consent) : life
  },
  ...Object.fromEntries(
    (['all', ['trade'], []] as Choice[]).map((topics) => [
      `their preferences say ${topics.length === 0 ? 'nothing' : topics}`,
      (life: Life, when: Instant) => {
        if (!life.person || life.person.status === 'bounced') return life
        const choices = new Map([['brief', topics]])
        const { subscriber, consent } = afterPreferences(zones, life.person, { choices }, [digest], when)
        return subscriber === life.person ? life : after(life, subscriber, consent)
      },
    ]),
  ),
  'they bounce': (life, when) => {
    if (!life.person) return life
    const { subscriber, consent } = afterSuppression(life.person, 'bounced', when, 'no such mailbox')
    return { ...after(life, subscriber, consent), suppression: { why: 'bounced', at: when } }
  },
  'an owner lifts it': (life, when) => {
    if (!life.person || !life.suppression) return life
    const { subscriber, consent } = afterLift(life.person, 'bounced', life.history, 'they wrote to us', when)
    const { suppression: _, ...open } = after(life, subscriber, consent)
    return open
  },
}
const one = ({ person }: Life) => person?.subscriptions.find(({ digest: id }) => id === 'brief')
const takes = (life: Life) => one(life)?.status === 'active'

const lived = (names: readonly string[]): Life =>
  names.reduce<Life>((life, name, n) => steps[name]!(life, plus(now, n * HOUR)), { person: undefined, history: [] })

describe('how somebody came to a digest', () => {
  it.each<[Came, readonly string[]]>([
    ['confirmed', ['they sign up', 'they confirm']],
    ['added', ['an editor adds them']],
    ['listed', ['a list has them for all']],
    // Asked, and never answered: it is the word of others that they get it by.
    ['added', ['they sign up', 'an editor adds them']],
    ['listed', ['they sign up', 'a list has them for all']],
    // Who is in already came as they came.
    ['confirmed', ['they sign up', 'they confirm', 'an editor adds them', 'a list has them for trade']],
    ['added', ['an editor adds them', 'a list has them for trade']],
    ['listed', ['a list has them for all', 'their preferences say trade']],
    ['listed', ['a list has them for all', 'they leave', 'they take it back']],
    ['listed', ['a list has them for all', 'they bounce', 'an owner lifts it']],
    // From here on it is their own word.
    ['confirmed', ['a list has them for all', 'they leave', 'they sign up', 'they confirm']],
    ['confirmed', ['a list has them for all', 'their preferences say nothing', 'their preferences say trade']],
  ])('is "%s" when %j', (came, names) => {
    const life = lived(names)
    expect([one(life)?.status, one(life)?.came]).toEqual(['active', came])
    expect(rowsOf(life.person)[0]?.came).toBe(came)
    expect(comingOf('brief', life.history)?.how).toBe(came)
  })

  it('says since when, and on what word, and of another digest nothing', () => {
    const { history } = lived(['a list has them for all', 'they choose a topic', 'a list has them for trade'])
    expect(comingOf('brief', history)).toEqual({ how: 'listed', at: now, said: 'the list' })
    expect(comingOf('long', history)).toBeUndefined()
    expect(comingOf('brief', [])).toBeUndefined()
  })

  it.each(['they leave', 'their preferences say nothing'])(
    'is over for who has left (%s): asked again and never answered, they do not come back with a bounce that is lifted',
    (leaving) => {
      const life = lived(['an editor adds them', leaving, 'they sign up', 'they bounce', 'an owner lifts it'])
      expect([one(life)?.status, life.person?.status]).toEqual(['left', 'unsubscribed'])
    },
  )

  it('is nowhere for who came before it was written down, and stays so whatever they change', () => {
    const before = aSubscriber()
    expect(rowsOf(before)[0]).not.toHaveProperty('came')
    expect(rowsOf(afterChoice(before, 'brief', ['trade'], now).subscriber)[0]).not.toHaveProperty('came')
  })

  it('stands in the row of the audience as the history tells it, whatever happens in whatever order', () => {
    const seen = new Set<string | undefined>()
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 12 }), (names) => {
        const life = lived(names)
        if (!takes(life)) return
        seen.add(one(life)?.came)
        expect(one(life)?.came).toBe(comingOf('brief', life.history)?.how)
        expect(one(life)?.came).toBeDefined()
      }),
      { numRuns: 2_000 },
    )
    expect(seen.size).toBe(3)
  })
})

describe('a variant', () => {
  const topics = ['trade', 'city']
  const issue = anIssue({
    topics,
    articles: topics.map((slug) => anArticle({ id: `art_${slug}`, topics: [slug], filed: { [slug]: at('07:00') } })),
  })
  const ways = ['confirmed', 'listed', 'added', undefined] as const

  it('is another one for each way in which readers came, of the same topics in the same language', () => {
    const keys = ways.map((came) => variantsOf(issue).of(['city'], 'de-AT', came)!)
    expect(new Set(keys).size).toBe(4)
    expect(keys.map(cameOf)).toEqual(ways)
    expect(keys.map(localeOf)).toEqual(['de', 'de', 'de', 'de'])
    expect(keys.map((key) => [...topicsIn(issue, key)])).toEqual(ways.map(() => ['city']))
  })

  it('of those who confirmed is called as it was when all mails said so: what was frozen then is still theirs', () => {
    expect(variantsOf(issue).of('all', 'en', 'confirmed')).toBe('en-3')
    expect(cameOf('en-3')).toBe('confirmed')
  })

  it('is kept as one letter, and one that nobody knows is none', () => {
    for (const came of ways) if (came) expect(cameBy(letterOf[came])).toBe(came)
    expect([cameBy('x'), cameBy(undefined), cameBy(7), cameOf('en-3.x')]).toEqual(Array(4).fill(undefined))
  })
})
