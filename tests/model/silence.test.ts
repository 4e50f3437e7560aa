import { describe, expect, it } from 'vitest'
import { isToWake, longSilence, type Silence, saidThen } from '../../core/model/silence.ts'
import { at } from '../support/examples.ts'

const silence = (since: string, askedAt: string, said = 'out of order (500)'): Silence => ({
  since: at(since),
  askedAt: at(askedAt),
  said,
})

describe('a silence of the mail provider', () => {
  it('is long after a quarter of an hour, and not before', () => {
    const one = silence('08:00', '08:13')
    expect([longSilence([one], at('08:14')), longSilence([one], at('08:15'))]).toEqual([undefined, one])
    expect(longSilence([], at('20:00'))).toBeUndefined()
  })

  it('is as long as the oldest wait for it, and says what came last, of whatever mail that was', () => {
    const all = [silence('08:10', '08:20', 'b'), silence('08:03', '08:12', 'a'), silence('08:11', '08:19', 'c')]
    expect(longSilence(all, at('08:21'))).toEqual(silence('08:03', '08:20', 'b'))
  })

  it('wakes somebody once an hour at most', () => {
    const woken = [undefined, at('08:00'), at('08:01')]
    expect(woken.map((one) => isToWake(one, at('09:00')))).toEqual([true, true, false])
  })

  it.each(['out of order (500)', 'out of order (500).'])('says what came as a sentence: %s', (said) => {
    expect(saidThen({ askedAt: at('08:00'), said })).toBe('out of order (500).')
  })
})
