import { describe, expect, it } from 'vitest'
import { type Arming, decideFence, type Place } from '../../core/model/fence.ts'

const kept: Arming = { id: 'inst1', table: 'id-1', folder: 'disk-7' }
const here: Place = { table: 'id-1', folder: 'disk-7' }
const { folder: _, ...inTheCloud } = kept

describe('the fence', () => {
  it('lets a table send where it was armed, as the installation that it is', () => {
    expect(decideFence(kept, here)).toEqual({ kind: 'armed', installation: 'inst1' })
    expect(decideFence(inTheCloud, { table: 'id-1' })).toEqual({ kind: 'armed', installation: 'inst1' })
  })

  it.each([
    ['a restored or cloned table', kept, { ...here, table: 'id-2' }, 'restored or cloned'],
    ['a copied data folder', kept, { ...here, folder: 'disk-8' }, 'data folder'],
    ['a data folder read as if it were none', kept, { table: 'id-1' }, 'data folder'],
    ['a table brought into a data folder', inTheCloud, here, 'data folder'],
    ['what cannot be read', 'unreadable' as const, here, 'cannot be read'],
  ])('is closed for %s, and says why and what to do', (_, found, place, why) => {
    const state = decideFence(found, place)
    expect(state).toEqual({ kind: 'closed', reason: expect.stringContaining(why) })
    expect(state).toEqual({ kind: 'closed', reason: expect.stringContaining('arms it by its name') })
  })
})
