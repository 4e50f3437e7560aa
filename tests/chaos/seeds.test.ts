import { describe, expect, it } from 'vitest'
import { seeded, shrink } from './many.ts'
import { play } from './play.ts'
import { seedsFrom, sharedOut } from './share.ts'

const nothing = { duplicates: 0, missing: 0, wrong: 0, stuck: 0, failures: [] }
const played = sharedOut()

describe('whatever happens, in any order, by seeds', () => {
  it.concurrent.each([1, 251, 501, 751])(
    'nobody is mailed twice, nobody is missed, nothing ends stuck: 250 from seed %i on',
    async (from) => {
      expect(await played(seedsFrom(from, 250, 50))).toMatchObject({ runs: 250, ...nothing })
    },
  )

  it.concurrent('the same holds on the real table', async () => {
    expect(await played(seedsFrom(5_000, 40, 20, 'table'))).toMatchObject({ runs: 40, ...nothing })
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
