import type { AddressInfo } from 'node:net'
import type { SQSEvent } from 'aws-lambda'
import { buildApp } from 'fauxqs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { queueUrl, REGION } from '../../local/engines/addresses.ts'
import { ask } from '../../local/engines/ask.ts'
import { memoryQueue } from '../../local/engines/memory-queue.ts'
import { type QueuePlan, stockQueues } from '../../local/engines/stock.ts'
import { InvocationFailed, inOwnProcesses } from '../../local/host/functions.ts'
import { startPoller } from '../../local/host/poller.ts'
import { roster } from '../../local/host/roster.ts'
import { beats, type FunctionName, functions, laptop, queues } from '../../stacks/manifest.ts'

const START = Date.parse('2026-11-24T07:00:00Z')
const { visibilitySeconds, maxReceives } = queues.send

/** The laptop's engine in this process: by its own clock, which is ours. */
const engine = buildApp({ logger: false, defaultRegion: REGION })
let url = ''
beforeAll(async () => {
  await engine.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(engine.server.address() as AddressInfo).port}`
})
afterAll(() => engine.close())
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: START }))
afterEach(() => void vi.useRealTimers())
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

type Taken = { readonly body: string; readonly done: () => Promise<unknown> }
type Queue = {
  put(body: string, group: string, once?: string): Promise<unknown>
  take(): Promise<Taken | undefined>
  dead(): Promise<readonly string[]>
}
let made = 0
/** As the host has it made, under a name of its own. */
async function stocked() {
  const plan = roster.queues.find(({ calls }) => calls === 'send')!
  const own: QueuePlan = { ...plan, name: `send-${++made}.fifo`, deadLetters: `dead-${made}.fifo` }
  await stockQueues({ queuesUrl: url }, [own])
  return own
}
async function inTheEngine({ name, deadLetters }: QueuePlan): Promise<Queue> {
  const call = <T>(operation: string, input: object, of = name) =>
    ask<T>(url, `AmazonSQS.${operation}`, { QueueUrl: queueUrl(url, of), ...input })
  type Messages = { Messages?: { Body: string; ReceiptHandle: string }[] }
  return {
    put: (MessageBody, MessageGroupId, once = `${made}-${Math.random()}`) =>
      call('SendMessage', { MessageBody, MessageGroupId, MessageDeduplicationId: once }),
    async take() {
      const [one] = (await call<Messages>('ReceiveMessage', { WaitTimeSeconds: 0 })).Messages ?? []
      return one && { body: one.Body, done: () => call('DeleteMessage', { ReceiptHandle: one.ReceiptHandle }) }
    },
    async dead() {
      const { Messages = [] } = await call<Messages>('ReceiveMessage', { MaxNumberOfMessages: 10 }, deadLetters)
      return Messages.map(({ Body }) => Body)
    },
  }
}
function inMemory(): Queue {
  const queue = memoryQueue<string>(queues.send, Date.now)
  return {
    put: async (body, group, once) => queue.put(body, { group, once }),
    async take() {
      const one = queue.take()
      return one && { body: one.body, done: async () => queue.done(one) }
    },
    dead: async () => queue.dead(),
  }
}

/** One exam, sat by the laptop's engine and by the queue that the simulator and the chaos suite play with. */
const both: [string, () => Promise<Queue>][] = [
  ['the engine', async () => inTheEngine(await stocked())],
  ['memory', async () => inMemory()],
]
describe.each(both)('%s keeps the rules of SQS:', (_, open) => {
  const bodies = async (queue: Queue, most = 10) => {
    const all: string[] = []
    for (let one = await queue.take(); one && all.length < most; one = await queue.take()) all.push(one.body)
    return all
  }

  it('what is taken and not deleted comes back when its visibility has passed, and not sooner', async () => {
    const queue = await open()
    await queue.put('order', 'a')
    expect((await queue.take())?.body).toBe('order')
    later(visibilitySeconds - 1)
    expect(await queue.take()).toBeUndefined()
    later(1)
    await (await queue.take())!.done()
    later(visibilitySeconds)
    expect(await queue.take()).toBeUndefined()
  })

  it('a message that is away holds up its group, and none but its group', async () => {
    const queue = await open()
    for (const [body, group] of [
      ['first of a', 'a'],
      ['second of a', 'a'],
      ['first of b', 'b'],
    ] as const)
      await queue.put(body, group)
    const first = await queue.take()
    expect(first?.body).toBe('first of a')
    expect(await bodies(queue)).toEqual(['first of b'])
    await first!.done()
    expect(await bodies(queue)).toEqual(['second of a'])
    later(visibilitySeconds)
    expect((await bodies(queue)).toSorted()).toEqual(['first of b', 'second of a'])
  })

  it('one that was taken as often as it may be is a dead letter, and its group goes on without it', async () => {
    const queue = await open()
    await queue.put('poison', 'a')
    await queue.put('second of a', 'a')
    for (let tries = 0; tries < maxReceives; tries++) {
      expect(await bodies(queue)).toEqual(['poison'])
      later(visibilitySeconds)
    }
    expect(await bodies(queue)).toEqual(['second of a'])
    expect(await queue.dead()).toEqual(['poison'])
  })

  it('what is sent again under its name within five minutes is the same message', async () => {
    const queue = await open()
    for (const wait of [0, 299, 1]) {
      later(wait)
      await queue.put(`after ${wait}`, 'a', 'its name')
    }
    const first = await queue.take()
    expect(first?.body).toBe('after 0')
    await first!.done()
    expect(await bodies(queue)).toEqual(['after 1'])
  })
})

describe('the poller', () => {
  const groupsIn = (event: unknown) => (event as SQSEvent).Records.map(({ body }) => body)
  async function polled(answer: (body: string) => Promise<unknown>, atMost = 2) {
    const plan = await stocked()
    const queue = await inTheEngine(plan)
    const poller = startPoller({
      ...{ queue: plan.name, queuesUrl: url, batchSize: 1, windowSeconds: 0, atMost },
      invoke: (event) => answer(groupsIn(event)[0]!),
    })
    onTestFinished(() => poller.stop())
    return { plan, queue, poller }
  }

  it.each(['threw', 'died', 'timed-out'] as const)(
    'leaves the message of a call that %s hidden until its visibility has passed, as Lambda does',
    async (how) => {
      const served = Promise.withResolvers<void>()
      const { plan, queue, poller } = await polled(async (body) => {
        if (body === 'b') return served.resolve()
        throw new InvocationFailed(how, 'it failed')
      }, 1)
      await queue.put('a', 'a')
      await queue.put('b', 'b')
      await served.promise
      await poller.stop()
      const { messages } = (await (await fetch(`${url}/_fauxqs/queues/${plan.name}`)).json()) as {
        messages: { inflight: { message: { body: string }; visibilityDeadline: number }[] }
      }
      expect(messages.inflight.map(({ message, visibilityDeadline }) => [message.body, visibilityDeadline])).toEqual([
        ['a', START + visibilitySeconds * 1000],
      ])
    },
  )

  it('serves others while one call hangs', async () => {
    const hangs = Promise.withResolvers<void>()
    const served = Promise.withResolvers<string>()
    const { queue } = await polled(async (body) => (body === 'a' ? hangs.promise : served.resolve(body)))
    await queue.put('a', 'a')
    await queue.put('b', 'b')
    expect(await served.promise).toBe('b')
    hangs.resolve()
  })
})

describe('a function that a queue calls', () => {
  it('has a process for each call at a time, and another only when all have work', async () => {
    const begun: { readonly process: number; readonly end: () => void }[] = []
    let processes = 0
    const one = inOwnProcesses(() => {
      const process = ++processes
      const invoke = () => new Promise<void>((end) => void begun.push({ process, end }))
      return { name: 'send', started: Promise.resolve(), invoke, stop: async () => {} }
    }, 2)
    const first = one.invoke('a')
    begun[0]!.end()
    await first
    void one.invoke('b')
    expect(processes).toBe(1)
    for (const event of ['c', 'd']) void one.invoke(event)
    expect(begun.map(({ process }) => process)).toEqual([1, 1, 2, 1])
    expect(processes).toBe(2)
  })
})

describe('the laptop', () => {
  it('has the numbers of the manifest, but where that says that it differs', () => {
    for (const { calls, name, deadLetters: _, ...numbers } of roster.queues) {
      const { ordered, ...meant } = { ...queues[calls], atMost: functions[calls].atMost, ...laptop[calls] }
      const { leaseSeconds: __, ...expected } = meant as typeof meant & { leaseSeconds?: number }
      expect([name, numbers]).toEqual([ordered ? `${calls}.fifo` : calls, expected])
    }
    for (const { name, timeoutSeconds, memoryMb } of roster.functions)
      expect(functions[name as FunctionName]).toMatchObject({ timeoutSeconds, memoryMb })
    expect(roster.functions.map(({ name }) => name).toSorted()).toEqual(Object.keys(functions).toSorted())
    expect(Object.fromEntries(roster.beats.map(({ calls, minutes }) => [calls, minutes]))).toEqual(
      Object.fromEntries(Object.entries(beats).map(([name, { minutes }]) => [name, minutes])),
    )
  })
})
