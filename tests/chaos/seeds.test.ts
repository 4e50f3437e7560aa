import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynoxide } from '../support/dynoxide.ts'
import { playAll, seeded, shrink } from './many.ts'
import { play } from './play.ts'

const nothing = { duplicates: 0, missing: 0, wrong: 0, stuck: 0, failures: [] }
const seeds = (from: number, count: number) => Array.from({ length: count }, (_, n) => seeded(from + n))

let engine: Awaited<ReturnType<typeof startDynoxide>>
beforeAll(async () => {
  engine = await startDynoxide()
})
afterAll(() => engine.stop())

describe('whatever happens, in any order, by seeds', () => {
  it.each([1, 251, 501, 751])(
    'nobody is mailed twice, nobody is missed, nothing ends stuck: 250 from seed %i on',
    async (from) => {
      expect(await playAll(seeds(from, 250))).toMatchObject(nothing)
    },
    60_000,
  )

  it('the same holds on the real table', async () => {
    expect(await playAll(seeds(5_000, 40), (now) => engine.stores({ now }))).toMatchObject(nothing)
  }, 60_000)

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
