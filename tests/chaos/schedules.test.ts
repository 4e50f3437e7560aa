import { describe, expect, it } from 'vitest'
import { kept } from './kept.ts'
import { seeded, shrink } from './many.ts'
import { play } from './play.ts'
import { parts, seedsFrom, sharedOut } from './share.ts'
import { ill, takenOver } from './worlds.ts'

const nothing = { duplicates: 0, missing: 0, wrong: 0, stuck: 0, failures: [] }
const played = sharedOut()

describe('killed at every single effect, the service mails everybody once', () => {
  it.concurrent.each([
    ['three readers in two batches', 800],
    ['a day of silence', 250],
    ['once more to those who missed it', 600],
    ['the zone rules change', 300],
  ])('%s (I1 to I16)', async (scenario, atLeast) => {
    const { runs, ...found } = await played(parts({ kind: 'effects', scenario }))
    expect(found).toMatchObject(nothing)
    expect(runs).toBeGreaterThan(atLeast)
  })

  it.concurrent('whatever the provider does at any request', async () => {
    const { runs, ...found } = await played(parts({ kind: 'faults', scenario: 'three readers in two batches' }))
    expect(found).toMatchObject(nothing)
    expect(runs).toBeGreaterThan(200)
  })
})

describe('in every order of two workers', () => {
  it.concurrent.each([
    { readers: 2, does: 'leave', crashes: 1, minutes: 7 },
    { readers: 2, does: 'move', crashes: 1, minutes: 3 },
    { readers: 3, does: 'leave', crashes: 0, minutes: 3 },
  ] as const)(
    'a reader who may $does meanwhile gets one mail or none: $readers readers, $crashes deaths',
    async (world) => {
      const { runs, states, failures } = await played([{ kind: 'explore', world, most: 60, seed: 7 }])
      expect([runs, states > 100]).toEqual([60, true])
      expect(failures).toEqual([])
    },
  )
})

describe('what counts as the same point', () => {
  it.concurrent('does not hang on the order of the search: what a worker has read off the clock is part of it', async () => {
    const world = { readers: 1, does: 'nothing', crashes: 0, minutes: 7, after: Array<string>(9).fill('one') } as const
    const [first, other] = await Promise.all([
      played([{ kind: 'explore', world }]),
      played([{ kind: 'explore', world, seed: 3 }]),
    ])
    expect([other.states, other.runs]).toEqual([first.states, first.runs])
    expect(first.states).toBeGreaterThan(300)
  })
})

describe('a batch taken over from a worker that stands still, and shortened', () => {
  it.concurrent('is mailed once, and of nobody it is unknown, whoever of the two is first and dies (I1, I10, I11)', async () => {
    const { runs, failures } = await played([{ kind: 'explore', world: { ...takenOver, crashes: 1 } }])
    expect(runs).toBeGreaterThan(100)
    expect(failures).toEqual([])
  })
})

describe('one digest that nobody can send', () => {
  it.each(ill)(
    'holds up no other, by the rules of the queues and with the numbers of AWS (I18): %s',
    async (scenario) => {
      expect((await play({ scenario })).violations).toEqual([])
    },
  )

  it('two that are sent at once have one rate between them (I14)', async () => {
    expect((await play({ scenario: 'two digests at a measured pace' })).violations).toEqual([])
  })
})

describe('what once failed', () => {
  it.each(kept)('$rule', async ({ schedule }) => {
    expect((await play(schedule)).violations).toEqual([])
  })
})

describe('whatever happens, in any order, by seeds', () => {
  it.concurrent.each([1, 251, 501])(
    'nobody is mailed twice, nobody is missed, nothing ends stuck: 250 from seed %i on',
    async (from) => {
      expect(await played(seedsFrom(from, 250, 50))).toMatchObject({ runs: 250, ...nothing })
    },
  )

  it.concurrent('the same holds on the real table', async () => {
    expect(await played(seedsFrom(5_040, 20, 5, { on: 'table' }))).toMatchObject({ runs: 20, ...nothing })
  })

  it.concurrent('and where it is as hard as on AWS: calls are refused, answers lost, the index is behind', async () => {
    const onTable = seedsFrom(5_060, 20, 5, { on: 'table', hard: true })
    const inMemory = seedsFrom(751, 250, 50, { hard: true })
    expect(await played([...onTable, ...inMemory])).toMatchObject({ runs: 270, ...nothing })
  })

  it('the same schedule is the same run', async () => {
    const { violations: _, ...first } = await play(seeded(77))
    const { violations: __, ...second } = await play(seeded(77))
    expect(second).toEqual(first)
  })

  it('what fails is made as small as it gets', async () => {
    const big = {
      ...seeded(12),
      acts: [
        { at: 3, act: 'tick' },
        { at: 9, act: 'rotate' },
      ],
      fates: { 4: 'crash-after', 30: 'fail-before' },
    } as const
    const small = await shrink(
      big,
      async ({ acts, fates }) => acts?.some(({ act }) => act === 'rotate') === true && fates?.[4] !== undefined,
    )
    expect(small).toEqual({ scenario: big.scenario, acts: [{ at: 9, act: 'rotate' }], fates: { 4: 'crash-after' } })
  })
})
