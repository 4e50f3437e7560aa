import type { Pace } from '../../core/flows/send-issue.ts'
import type { DigestInput } from '../../core/model/digest.ts'
import { type IssueId, NO_ZONE } from '../../core/model/issue.ts'
import { zones } from '../../functions/adapters/zones.ts'
import { formerRules } from '../support/rules.ts'
import { type Expected, ONE_CLICK } from './auditor.ts'
import { NO_ISSUE, type Town, type TownOptions } from './town.ts'
import { ill } from './worlds.ts'

export type Scenario = {
  readonly name: string
  readonly start: string
  readonly until: string
  readonly pace?: Partial<Pace>
  readonly town?: Pick<TownOptions, 'mailbox' | 'pacePerSecond' | 'zones'>
  /** What stands before the story begins; nothing of it fails. */
  readonly prepare: (town: Town) => Promise<void>
  /** What people do at their own times. */
  readonly story?: (town: Town) => void
  /** What may also happen at any moment, each by itself: `leave ada`. */
  readonly acts: readonly string[]
  readonly expected: Expected
  /** Digests that nothing holds up but what befalls themselves. */
  readonly prompt?: readonly string[]
  /** The story loses answers after the mails were taken: what saves it is that the provider keeps its keys, as it says it does. */
  readonly answersLost?: true
  /** Too large for every effect and every act in the share of `npm test`. */
  readonly large?: true
}

const at = (time: string, day = 24) => `2026-11-${day}T${time}:00.000Z`
const form = (fields: readonly (readonly [string, string])[]): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
const json = (method: string, body: unknown): RequestInit => ({ method, body: JSON.stringify(body) })

/** The issue that was opened last, as its opening was logged. */
const lastIssue = (town: Town): string =>
  String(town.events.findLast(({ event }) => event === 'issue.opened')?.fields.issue ?? NO_ISSUE)

/** What an act does, by its first word; the second is whom it happens to. */
const acts: Readonly<Record<string, (town: Town, who: string, where: string) => void | Promise<void>>> = {
  move: (town, who, zone) => town.ask('move', who, town.preferencesLink(who), form([['zone', zone]])),
  leave: (town, who) => town.ask('leave', who, town.leaveLink(who), ONE_CLICK),
  /** Off, and a minute later back: it was a mistake. */
  return: (town, who) => {
    town.ask('leave', who, town.leaveLink(who), ONE_CLICK)
    town.loom.at(town.clock.now + 60_000, () =>
      town.ask('take back', who, `${town.leaveLink(who)}/undo`, { method: 'POST' }),
    )
  },
  /** To another address, which has answered. */
  readdress: async (town, who) => {
    const before = await town.stores.subscribers.get(town.person(who).id)
    if (!before || before.movingTo) return
    const movingTo = { address: town.addressOf(who).replace('@', '.moved@'), by: 'let_house' }
    await town.stores.subscribers.save({ before, after: { ...before, movingTo } })
    town.ask('readdress', who, town.addressLink(who, movingTo.by), { method: 'POST' })
  },
  erase: (town, who) => town.ask('erase', who, `/api/subscribers/${town.person(who).id}`, { method: 'DELETE' }),
  choose: (town, who) =>
    town.ask(
      'choose',
      who,
      town.preferencesLink(who),
      form([
        ['digest', 'brief'],
        ['topic', 'brief/city'],
      ]),
    ),
  bounce: (town, who) => town.report('bounced', who, lastIssue(town)),
  complain: (town, who) => town.report('complained', who, lastIssue(town)),
  /** About a mail of somebody else's, who sends on the provider's team as well. */
  stranger: (town, who) => town.report('foreign', who, 'iss_none'),
  pause: (town) => town.ask('pause', lastIssue(town), `/api/issues/${lastIssue(town)}/pause`, { method: 'POST' }),
  /** Paused, and taken up again ten minutes later. */
  breathe: (town) => {
    const issue = lastIssue(town)
    town.ask('pause', issue, `/api/issues/${issue}/pause`, { method: 'POST' })
    town.loom.at(town.clock.now + 10 * 60_000, () =>
      town.ask('resume', issue, `/api/issues/${issue}/resume`, { method: 'POST' }),
    )
  },
  /** Of the issue that is there, told of or not. */
  release: async (town) => {
    const { lastIssue: id } = await town.stores.digests.cut('brief', 'main', NO_ZONE)
    if (id) town.ask('release', id, `/api/issues/${id}/release`, { method: 'POST' })
  },
  cancel: (town) => town.ask('cancel', lastIssue(town), `/api/issues/${lastIssue(town)}/cancel`, { method: 'POST' }),
  /** To those who missed it. */
  retry: (town) => town.ask('retry', lastIssue(town), `/api/issues/${lastIssue(town)}/retry`, { method: 'POST' }),
  edit: (town) => {
    town.ask('edit', 'brief', '/api/digests/brief', json('PATCH', { name: 'Another Name', intro: 'Other words.' }))
    town.ask('edit', 'settings', '/api/settings', json('PATCH', { from: 'Somebody Else <else@harbourpost.example>' }))
  },
  deploy: (town) => {
    town.state.deployed = '<!--the next release-->'
  },
  rotate: (town) => {
    town.state.keyId = 'k2'
  },
  /** The next release of the zone rules is deployed; or the one before, if that is there. */
  rules: (town) => town.obey(town.state.zones === formerRules ? zones : formerRules),
  tick: (town) => {
    town.tickNow()
    town.tickNow()
  },
  /** The message that has the issue sent, once more, as a queue may bring it. */
  again: (town) => town.order({ issue: lastIssue(town) as IssueId, cursor: 0, nonce: 'again' }),
  /** The same, two days later. */
  old: (town) =>
    town.loom.at(
      town.clock.now + 48 * 3_600_000,
      () => void town.order({ issue: lastIssue(town) as IssueId, cursor: 0, nonce: 'old' }),
    ),
  lose: (town) => town.loseQueues(),
}

export function act(town: Town, what: string): void | Promise<void> {
  const [verb = '', who = '', where = ''] = what.split(' ')
  const happen = acts[verb]
  if (!happen) throw new Error(`nobody knows how to ${verb}`)
  return happen(town, who, where)
}

const everyAct = [
  'return bo',
  'readdress ada',
  'leave ada',
  'leave cleo',
  'erase bo',
  'choose cleo',
  'bounce ada',
  'complain cleo',
  'pause',
  'breathe',
  'cancel',
  'edit',
  'deploy',
  'rotate',
  'tick',
  'again',
  'old',
  'lose',
]

async function aDay(town: Town, readers: readonly string[], digest: Partial<DigestInput> = {}): Promise<void> {
  await town.settings()
  await town.topics('trade', 'city')
  await town.digest(digest)
  for (const name of readers) await town.reader(name)
  await town.article('Forty ships', ['trade'])
  await town.article('The tram', ['city'])
}
/** The same for two digests, and nobody who takes one yet. */
async function aDayOfTwo(town: Town): Promise<void> {
  await aDay(town, [])
  await town.digest({ id: 'long', name: 'The Long Read', topics: ['city'] })
}
const many = (count: number) => Array.from({ length: count }, (_, n) => `reader${n}`)

const sized = (count: number, large: boolean): Scenario => ({
  name: `${count} readers`,
  start: at('06:30'),
  until: at('06:30', 25),
  prepare: (town) => aDay(town, many(count)),
  acts: [],
  expected: { slots: { brief: 1 } },
  ...(large ? { large: true } : {}),
})

/** Three digests at once, the first of which nobody can send for ten minutes: whoever tries throws, dies or hangs. */
const withOneIll = (name: string, how: 'throws' | 'dies' | 'hangs'): Scenario => ({
  name,
  start: at('06:30'),
  until: at('06:30', 25),
  pace: { batch: 2 },
  prepare: async (town) => {
    await aDayOfTwo(town)
    await town.digest({ id: 'port', name: 'The Port', topics: ['trade'] })
    await town.reader('ada', 'all', ['brief', 'long', 'port'])
    await town.reader('bo', 'all', ['brief', 'long'])
    await town.reader('cleo', 'all', ['port'])
  },
  story: (town) => {
    town.state.ill.set('The Harbour Brief', how)
    town.loom.at(Date.parse(at('07:10')), () => town.state.ill.clear())
  },
  acts: ['leave ada', 'lose', 'again', 'tick'],
  expected: { slots: { brief: 1, long: 1, port: 1 } },
  prompt: ['long', 'port'],
})

/**
 * Eight in Winnipeg is 14:00 UTC by the rules that all is planned by, and 13:00 by those that come at noon; and at any moment they
 * may be taken back, or come earlier.
 */
const rulesChange: readonly Scenario[] = [
  {
    name: 'the zone rules change',
    start: '2026-12-01T12:50:00.000Z',
    until: '2026-12-03T12:00:00.000Z',
    pace: { batch: 2 },
    town: { zones: formerRules },
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'America/Winnipeg', until: '2026-12-01' },
      }),
    story: (town) => town.loom.at(Date.parse('2026-12-01T13:10:00Z'), () => town.obey(zones)),
    acts: ['rules', 'tick', 'lose', 'edit'],
    expected: { slots: { brief: 1 }, byRules: true },
  },
  {
    name: 'the zone rules change while an issue is held',
    start: '2026-12-01T12:20:00.000Z',
    until: '2026-12-03T12:00:00.000Z',
    pace: { batch: 2 },
    town: { zones: formerRules },
    prepare: (town) =>
      aDay(town, ['ada', 'bo'], {
        holdMinutes: 30,
        schedule: { every: 'day', at: ['08:00'], zone: 'America/Winnipeg', until: '2026-12-01' },
      }),
    story: (town) => town.loom.at(Date.parse('2026-12-01T13:40:00Z'), () => town.obey(zones)),
    acts: ['rules', 'tick'],
    expected: { slots: { brief: 1 }, byRules: true },
  },
  {
    name: "the zone rules change for readers' own zones",
    start: '2026-12-01T11:30:00.000Z',
    until: '2026-12-03T12:00:00.000Z',
    pace: { batch: 1, inFlight: 1 },
    town: { zones: formerRules },
    prepare: async (town) => {
      await aDay(town, [], {
        schedule: { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'America/Chicago', until: '2026-12-01' },
      })
      for (const [name, zone] of [
        ['ada', 'America/Winnipeg'],
        ['bo', 'America/Chicago'],
        ['cleo', 'America/Havana'],
      ] as const)
        await town.reader(name, 'all', ['brief'], zone)
    },
    story: (town) => town.loom.at(Date.parse('2026-12-01T12:20:00Z'), () => town.obey(zones)),
    acts: ['rules', 'tick', 'lose'],
    expected: { slots: { brief: 3 }, everySlot: true, byRules: true },
  },
]

export const scenarios: readonly Scenario[] = [
  {
    name: 'three readers in two batches',
    start: at('06:30'),
    until: at('06:59', 27),
    pace: { batch: 2 },
    town: {},
    prepare: async (town) => {
      await aDay(town, ['ada', 'bo'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      })
      await town.reader('cleo', ['trade', 'city'])
    },
    acts: everyAct,
    expected: { slots: { brief: 1 } },
    prompt: ['brief'],
  },
  {
    name: 'one reader after another, in five batches',
    start: at('06:30'),
    until: at('06:59', 27),
    pace: { batch: 1, inFlight: 1, rows: 2 },
    prepare: async (town) =>
      aDay(town, ['ada', 'bo', 'cleo', 'dora', 'emil'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      }),
    acts: ['leave ada', 'bounce cleo', 'cancel', 'breathe', 'lose'],
    expected: { slots: { brief: 1 } },
  },
  {
    name: 'from the sign-up to the digest',
    start: at('06:10'),
    until: at('06:10', 25),
    prepare: async (town) => {
      await town.settings()
      await town.topics('trade', 'city')
      await town.digest()
      await town.article('Forty ships', ['trade'])
    },
    story: (town) => {
      // Dora asks once more without a proof of work: that letter is queued by the tick.
      for (const [name, proof] of [
        ['dora', 'a1'],
        ['eve', 'a2'],
        ['dora', ''],
      ] as const)
        town.ask(
          'sign-up',
          name,
          '/subscribe',
          form([
            ['email', town.addressOf(name)],
            ['digest', 'brief'],
            ['topic', 'brief/trade'],
            ['altcha', proof],
          ]),
        )
      const press = () => {
        for (const mail of town.provider.mailbox?.messages({ limit: 50 }) ?? []) {
          const link = /https:\/\/news\.harbourpost\.example(\/confirm\/[^\s"<>)]+)/.exec(mail.text ?? '')?.[1]
          const name = mail.to[0]!.split('@')[0]!
          if (!link) continue
          // A scanner opens everything; eve never presses.
          town.ask('open', name, link)
          town.ask('open', name, link, { method: 'HEAD' })
          if (name === 'dora') town.ask('confirm', name, link, form([['served', town.served()]]))
        }
      }
      for (const minutes of [8, 20, 35]) town.loom.at(town.clock.now + minutes * 60_000, press)
      town.loom.at(town.clock.now + 45 * 60_000, async () => {
        for (const name of ['dora', 'eve']) {
          const { subscriber } = await town.stores.subscribers.byAddress(town.addressOf(name))
          if (subscriber) town.people.set(name, subscriber)
        }
      })
    },
    acts: ['tick', 'lose', 'deploy', 'rotate', 'edit'],
    expected: { slots: { brief: 1 } },
  },
  {
    name: 'two digests at once',
    start: at('06:30'),
    until: at('06:30', 25),
    pace: { batch: 2 },
    prepare: async (town) => {
      await aDayOfTwo(town)
      await town.reader('ada', 'all', ['brief', 'long'])
      await town.reader('bo', 'all', ['long'])
      await town.reader('cleo', ['trade'], ['brief'])
    },
    acts: ['leave ada', 'erase ada', 'complain ada', 'lose', 'again'],
    expected: { slots: { brief: 1, long: 1 } },
    prompt: ['brief', 'long'],
  },
  {
    name: 'two mornings',
    start: at('06:30'),
    until: at('06:30', 26),
    pace: { batch: 2 },
    prepare: (town) => aDay(town, ['ada', 'bo', 'cleo']),
    story: (town) => {
      const file = (title: string, tags: string[]) => () =>
        void town.loom.spawn(`file ${title}`, () => town.article(title, tags))
      town.loom.at(town.clock.now + 29 * 60_000 + 59_950, file('Just before', ['trade']))
      town.loom.at(town.clock.now + 30 * 60_000 + 20, file('In the middle', ['city']))
      town.loom.at(town.clock.now + 3 * 3_600_000, file('In the afternoon', ['trade', 'city']))
    },
    acts: ['leave ada', 'cancel', 'tick', 'lose', 'edit'],
    expected: { slots: { brief: 2 } },
  },
  {
    name: 'a quota in the middle',
    start: at('06:30'),
    until: at('06:30', 27),
    pace: { batch: 2, inFlight: 2 },
    town: { mailbox: { dailyQuota: 3 } },
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo', 'dora'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      }),
    acts: ['leave cleo', 'complain dora', 'rotate', 'deploy'],
    expected: { slots: { brief: 1 } },
  },
  {
    // The answer to the first batch is lost, and then nobody comes by for more than a day.
    name: 'a day of silence',
    start: at('06:30'),
    until: at('06:30', 27),
    pace: { batch: 2, inFlight: 1 },
    answersLost: true,
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      }),
    story: (town) => {
      town.provider.fault({ kind: 'reset', afterAccept: true, times: 4, on: 'batch' })
      town.sleep(26 * 3_600_000)
    },
    acts: ['leave ada', 'again'],
    expected: { slots: { brief: 1 } },
  },
  {
    name: 'an address that the provider refuses',
    start: at('06:30'),
    until: at('06:30', 25),
    pace: { batch: 3 },
    prepare: (town) => aDay(town, ['ada', 'refused', 'bo', 'cleo']),
    acts: ['leave ada', 'again'],
    expected: { slots: { brief: 1 } },
  },
  {
    // The provider refuses a reader of each of two batches; two editors press at once, and it takes them this time.
    name: 'once more to those who missed it',
    start: at('06:30'),
    until: at('06:59', 26),
    pace: { batch: 2 },
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo'], {
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      }),
    story: (town) => {
      town.provider.fault({ kind: '422-one', index: 0, times: 2, on: 'batch' })
      for (const press of ['retry', 'retry']) town.loom.at(Date.parse(at('12:00')), () => void act(town, press))
    },
    acts: ['erase bo', 'readdress cleo', 'cancel', 'lose'],
    expected: { slots: { brief: 1 } },
  },
  {
    // Three zones, three readers, two mornings; whoever moves has had the slot where they were, or gets it where they are.
    name: "in readers' own zones",
    start: '2026-11-23T21:30:00.000Z',
    until: '2026-11-26T08:00:00.000Z',
    pace: { batch: 1, inFlight: 1 },
    prepare: async (town) => {
      await aDay(town, [], {
        schedule: { every: 'day', at: ['08:00'], zone: 'reader', defaultZone: 'Europe/Berlin', until: '2026-11-25' },
      })
      for (const [name, zone] of [
        ['ada', 'Asia/Tokyo'],
        ['bo', 'Europe/Berlin'],
        ['cleo', 'America/New_York'],
      ] as const)
        await town.reader(name, 'all', ['brief'], zone)
    },
    story: (town) => town.loom.at(Date.parse(at('20:00')), () => void town.article('In the evening', ['trade'])),
    acts: ['move ada Europe/Berlin', 'move bo Asia/Tokyo', 'move cleo Asia/Tokyo', 'leave ada', 'tick', 'lose'],
    expected: { slots: { brief: 6 }, everySlot: true },
  },
  {
    name: 'held until its slot',
    start: at('06:30'),
    until: at('06:30', 25),
    pace: { batch: 2 },
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo'], {
        holdMinutes: 20,
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-24' },
      }),
    story: (town) => town.loom.at(Date.parse(at('06:50')), () => void town.article('Too late', ['trade'])),
    acts: ['leave ada', 'erase bo', 'pause', 'breathe', 'release', 'cancel', 'edit', 'lose', 'tick'],
    expected: { slots: { brief: 1 } },
  },
  {
    // Nobody releases Tuesday's: its articles are in Wednesday's, which somebody does release.
    name: 'waiting for a person',
    start: at('06:30'),
    until: at('06:30', 26),
    pace: { batch: 2 },
    prepare: (town) =>
      aDay(town, ['ada', 'bo', 'cleo'], {
        holdMinutes: 20,
        release: 'person',
        schedule: { every: 'day', at: ['08:00'], zone: 'Europe/Berlin', until: '2026-11-25' },
      }),
    story: (town) => {
      town.loom.at(Date.parse(at('12:00')), () => void town.article('At noon', ['trade']))
      town.loom.at(Date.parse(at('08:00', 25)), () => act(town, 'release'))
    },
    acts: ['leave ada', 'pause', 'cancel', 'lose', 'tick'],
    expected: { slots: { brief: 2 } },
  },
  {
    name: 'bounces and complaints',
    start: at('06:30'),
    until: at('06:50', 26),
    pace: { batch: 2 },
    town: { mailbox: { deliveredEvents: true } },
    prepare: (town) => aDay(town, ['ada', 'bounced', 'complained', 'suppressed', 'bo']),
    story: (town) => town.loom.at(Date.parse(at('12:00')), () => void town.article('Afterwards', ['trade'])),
    acts: ['leave ada', 'stranger ada'],
    expected: { slots: { brief: 2 } },
  },
  {
    // Ada's mailbox is full now and then, and never in a row for two weeks.
    name: 'soft bounces over weeks',
    start: '2026-06-01T05:00:00.000Z',
    until: '2026-07-07T05:00:00.000Z',
    prepare: (town) =>
      aDay(town, ['ada'], { schedule: { every: 'week', on: ['mon'], at: ['08:00'], zone: 'Europe/Berlin' } }),
    story: (town) => {
      for (const [week, softly] of [true, false, true, true, false].entries()) {
        const monday = Date.parse('2026-06-01T06:30:00.000Z') + week * 7 * 86_400_000
        if (softly) town.loom.at(monday, () => town.report('soft', 'ada', lastIssue(town)))
        town.loom.at(monday + 3_600_000, () => void town.article(`Of week ${week}`, ['trade']))
      }
    },
    acts: [],
    expected: { slots: { brief: 6 } },
  },
  {
    name: 'at a measured pace',
    start: at('06:30'),
    until: at('06:30', 25),
    pace: { batch: 1, inFlight: 3 },
    town: { pacePerSecond: 2, mailbox: { rate: 3 } },
    prepare: (town) => aDay(town, many(9)),
    acts: ['again'],
    expected: { slots: { brief: 1 }, pacePerSecond: 2 },
  },
  {
    // Two workers at once, and one rate between them.
    name: 'two digests at a measured pace',
    start: at('06:30'),
    until: at('06:30', 25),
    pace: { batch: 1, inFlight: 3 },
    town: { pacePerSecond: 2, mailbox: { rate: 3 } },
    prepare: async (town) => {
      await aDayOfTwo(town)
      for (const name of many(6)) await town.reader(name, 'all', ['brief', 'long'])
    },
    acts: ['again', 'tick'],
    expected: { slots: { brief: 1, long: 1 }, pacePerSecond: 2 },
  },
  withOneIll(ill[0], 'throws'),
  withOneIll(ill[1], 'dies'),
  withOneIll(ill[2], 'hangs'),
  {
    name: 'nobody at all',
    start: at('06:30'),
    until: at('06:30', 25),
    prepare: (town) => aDay(town, []),
    acts: [],
    expected: { slots: { brief: 1 } },
  },
  {
    name: 'the week the clocks change',
    start: '2026-03-27T05:00:00.000Z',
    until: '2026-03-31T05:00:00.000Z',
    prepare: (town) => aDay(town, ['ada']),
    story: (town) => {
      for (const day of [27, 28, 29])
        town.loom.at(Date.parse(`2026-03-${day}T15:00:00Z`), () => void town.article(`Of the ${day}th`, ['trade']))
    },
    acts: ['lose'],
    expected: { slots: { brief: 4 } },
  },
  ...rulesChange,
  sized(1, false),
  sized(100, false),
  sized(101, false),
  sized(1_050, true),
]

export const scenarioOf = (name: string): Scenario => {
  const found = scenarios.find((one) => one.name === name)
  if (!found) throw new Error(`there is no scenario "${name}"`)
  return found
}
