import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askForLink } from '../../core/flows/ask-by-mail.ts'
import { confirm } from '../../core/flows/confirm.ts'
import { erase } from '../../core/flows/erase.ts'
import { ownData } from '../../core/flows/own-data.ts'
import { signUp } from '../../core/flows/sign-up.ts'
import { writeToEditor } from '../../core/flows/write-to-editor.ts'
import { afterAddress, type Subscriber } from '../../core/model/subscriber.ts'
import { MINUTE } from '../../core/model/time.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { startDynoxide } from '../support/dynoxide.ts'
import { aRequest } from '../support/examples.ts'
import { importReaders } from '../support/import.ts'
import { aWorld, type World } from '../support/world.ts'

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

/** Where somebody was reached, one after the other. */
const THEIRS = ['ada.lovelace@first.example.net', 'countess@second.example.net', 'augusta@third.example.net'] as const

async function aHouse() {
  let table: Table | undefined
  const world = await aWorld({
    stores: async ({ now }) => {
      const stores = await engine.stores({ now })
      table = stores.table
      return stores as never
    },
  })
  await world.topics('trade')
  await world.digest({ topics: ['trade'] })
  const article = await world.article('Forty ships', ['trade'])
  const everything = async () => {
    const { Items = [] } = await table!.client.send(new ScanCommand({ TableName: table!.name, ConsistentRead: true }))
    return JSON.stringify(Items)
  }
  const write = (email: string, text: string) =>
    writeToEditor(world.ports, article, { name: 'Ada', text, address: email }, {})
  return { ...world, everything, write }
}

/** They have shown another address to be theirs. */
async function moves({ ports, clock }: Pick<World, 'ports' | 'clock'>, id: string, to: string): Promise<Subscriber> {
  clock.now += MINUTE
  const before = (await ports.subscribers.get(id))!
  const moving = { ...before, movingTo: { address: to, by: 'let_1' } }
  const { subscriber: after, consent } = afterAddress(moving, 'let_told', ports.now())!
  expect(await ports.subscribers.save({ before, after, consent })).toBe('saved')
  return (await ports.subscribers.get(id))!
}

/** A reader who has had every address, with one of everything that is kept written under each. */
async function aLife(house: Awaited<ReturnType<typeof aHouse>>) {
  const { ports, drain, tick, turnTo, mails, clock, write } = house
  let reader: Subscriber | undefined
  for (const [n, address] of THEIRS.entries()) {
    if (!reader) {
      await signUp(
        ports,
        aRequest({
          address,
          wishes: [{ digest: 'brief', topics: 'all' }],
          network: '192.0.2.0/24',
          agent: 'A browser',
        }),
      )
      await drain()
      await house.press(/https:\S+\/confirm\/\S+/.exec(mails().at(-1)!.text!)![0])
      reader = (await ports.subscribers.byAddress(address)).subscriber!
    } else reader = await moves(house, reader.id, address)
    clock.now += MINUTE
    await write(address, `What I wrote as ${n}`)
    await askForLink(ports, address, undefined)
    await signUp(ports, aRequest({ address }))
    await drain()
    // Whatever waits goes out, an issue among it, and the provider tells what became of that.
    await house.article(`News ${n}`, ['trade'])
    turnTo(`2026-11-2${4 + n}T07:00:00Z`)
    await tick()
    await drain()
    const issue = mails().findLast(({ to }) => to[0] === address)!
    await house.mailbox.report(issue.id, 'email.delivered').catch(() => {})
    clock.now += 60 * MINUTE
    await tick()
    await drain()
  }
  return reader!
}

describe('erasure and export go by reader, not by address', () => {
  it('what is exported is what was written under every address that they have had', async () => {
    const house = await aHouse()
    const reader = await aLife(house)
    const data = await ownData(house.ports, reader)
    expect(data.comments.map(({ text }) => text).toSorted()).toEqual([0, 1, 2].map((n) => `What I wrote as ${n}`))
    expect(data.reader.address).toBe(THEIRS[2])
    expect(data.reader.formerly?.map(({ address }) => address)).toEqual(THEIRS.slice(0, 2))
  })

  it('nothing of it is left: in the table, in the log, or on its way to any of them (STD-58, STD-62)', async () => {
    const house = await aHouse()
    const reader = await aLife(house)
    const { ports, mailbox, events, everything, tick, drain, clock } = house
    const words = [
      ...THEIRS.flatMap((address) => [address, address.split('@')[0]!]),
      'What I wrote',
      '192.0.2.0',
      'A browser',
    ]
    const before = await everything()
    for (const word of [THEIRS[0], THEIRS[1], THEIRS[2], 'What I wrote as 0', 'What I wrote as 1', '192.0.2.0'])
      expect([word, before.includes(word)]).toEqual([word, true])

    expect(await erase(ports, reader.id)).toBe(true)
    const accepted = mailbox.accepted().length

    const left = await everything()
    expect(words.filter((word) => left.includes(word))).toEqual([])
    const logged = JSON.stringify(events)
    expect(words.filter((word) => logged.includes(word))).toEqual([])
    for (const address of THEIRS) expect((await ports.subscribers.byAddress(address)).suppression?.why).toBe('erased')
    // Nobody writes to them again, whatever was under way.
    await house.article('More news', ['trade'])
    for (let hours = 0; hours < 48; hours++) {
      clock.now += 60 * MINUTE
      await tick()
      await drain()
    }
    const since = mailbox
      .accepted()
      .slice(accepted)
      .map(({ recipient }) => recipient)
    expect(since.filter((recipient) => THEIRS.some((address) => address === recipient))).toEqual([])
  })

  it('an address that somebody else has by now stays theirs: what they wrote, and that they are written to', async () => {
    const house = await aHouse()
    const { ports, reader, write, clock } = house
    const ada = await reader('ada')
    await write('ada@mail.example.net', 'From Ada')
    await moves(house, ada.id, 'ada@elsewhere.example.net')
    clock.now += MINUTE
    const other = await reader('ada')
    expect(other.id).not.toBe(ada.id)
    await write('ada@mail.example.net', 'From another Ada')

    const now = (await ports.subscribers.get(ada.id))!
    expect((await ownData(ports, now)).comments.map(({ text }) => text)).toEqual(['From Ada'])
    await erase(ports, ada.id)
    const { subscriber, suppression } = await ports.subscribers.byAddress('ada@mail.example.net')
    expect([subscriber?.id, suppression]).toEqual([other.id, undefined])
    expect((await ports.comments.of('ada@mail.example.net')).map(({ text }) => text)).toEqual(['From another Ada'])
  })

  it('who comes back to an address has it once, and no longer among those they have left', async () => {
    const house = await aHouse()
    const ada = await house.reader('ada')
    await moves(house, ada.id, 'ada@elsewhere.example.net')
    const back = await moves(house, ada.id, 'ada@mail.example.net')
    expect(back.formerly?.map(({ address }) => address)).toEqual(['ada@elsewhere.example.net'])
  })

  it('who was erased and signs up again is asked at once; a list brings them back neither before nor while they are', async () => {
    const { ports, reader, drain, mails, clock } = await aHouse()
    const ada = await reader('ada')
    await erase(ports, ada.id)
    clock.now += MINUTE
    const list = async () => {
      const lines = [['email'], ['ada@mail.example.net']].map((cells, n) => ({ row: n + 1, cells }))
      const order = { digest: (await ports.digests.get('brief'))!, attestation: 'May', dryRun: false }
      const one = await importReaders(
        ports,
        order,
        (async function* () {
          yield* lines
        })(),
      )
      return one.counts
    }
    expect(await list()).toMatchObject({ added: 0, refused: 1 })
    const before = mails().length
    await signUp(ports, aRequest())
    await drain()
    expect(mails().length - before).toBe(1)
    expect(await list()).toMatchObject({ added: 0, refused: 1 })
    const found = await ports.subscribers.byAddress('ada@mail.example.net')
    expect([found.subscriber?.status, found.suppression?.why]).toEqual(['pending', 'erased'])

    const token = /\/confirm\/(\S+)/.exec(mails().at(-1)!.text!)![1]!
    expect((await confirm(ports, token, {})).kind).toBe('confirmed')
    const back = await ports.subscribers.byAddress('ada@mail.example.net')
    expect([back.subscriber?.status, back.suppression, back.subscriber?.id === ada.id]).toEqual([
      'active',
      undefined,
      false,
    ])
  })
})
