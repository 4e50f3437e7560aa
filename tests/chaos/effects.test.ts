import { describe, expect, it } from 'vitest'
import { chance } from '../../local/chance.ts'
import { explore } from './explore.ts'
import { kept } from './kept.ts'
import { everyEffect, everyFault, playAll } from './many.ts'
import { play } from './play.ts'
import { scenarioOf } from './scenarios.ts'
import { takenOver } from './worlds.ts'

const nothing = { duplicates: 0, missing: 0, wrong: 0, stuck: 0, failures: [] }

describe('killed at every single effect, the service mails everybody once', () => {
  it.each(['three readers in two batches', 'a day of silence', 'once more to those who missed it'])(
    '%s (I1 to I16)',
    async (name) => {
      const schedules = await everyEffect(scenarioOf(name))
      expect(schedules.length).toBeGreaterThan(100)
      expect(await playAll(schedules)).toMatchObject(nothing)
    },
    60_000,
  )

  it('whatever the provider does at any request (§3.4)', async () => {
    const schedules = await everyFault(scenarioOf('three readers in two batches'))
    expect(await playAll(schedules)).toMatchObject(nothing)
  }, 60_000)
})

describe('in every order of two workers', () => {
  it.each([
    { readers: 2, does: 'leave', crashes: 1, minutes: 7 },
    { readers: 2, does: 'move', crashes: 1, minutes: 3 },
    { readers: 3, does: 'leave', crashes: 0, minutes: 3 },
  ] as const)(
    'a reader who may $does meanwhile gets one mail or none: $readers readers, $crashes deaths',
    async (world) => {
      const { runs, states, failures } = await explore(world, 60, chance(7))
      expect([runs, states > 100]).toEqual([60, true])
      expect(failures).toEqual([])
    },
    60_000,
  )
})

describe('what counts as the same point', () => {
  it('does not hang on the order of the search: what a worker has read off the clock is part of it', async () => {
    const world = { readers: 1, does: 'nothing', crashes: 0, minutes: 7, after: Array<string>(9).fill('one') } as const
    const [first, other] = [await explore(world), await explore(world, Number.POSITIVE_INFINITY, chance(3))]
    expect([other.states, other.runs]).toEqual([first.states, first.runs])
    expect(first.states).toBeGreaterThan(300)
  }, 60_000)
})

describe('a batch taken over from a worker that stands still, and shortened', () => {
  it('is mailed once, and of nobody it is unknown, whoever of the two is first and dies (I1, I10, I11)', async () => {
    const { runs, failures } = await explore({ ...takenOver, crashes: 1 })
    expect(runs).toBeGreaterThan(100)
    expect(failures).toEqual([])
  }, 60_000)
})

describe('what once failed', () => {
  it.each(kept)('$rule', async ({ schedule }) => {
    expect((await play(schedule)).violations).toEqual([])
  })
})
