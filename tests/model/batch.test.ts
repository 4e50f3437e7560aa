import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Copy, cutPieces, joinCopies } from '../../core/model/batch.ts'
import { type Mark, marked } from '../../core/model/variant.ts'

type Values = Copy['values']

const ascii = fc.stringMatching(/^[A-Za-z0-9@._~/:-]{0,40}$/)
const values: fc.Arbitrary<Values> = fc.record({ address: ascii, subscriber: ascii, leave: ascii, preferences: ascii })
/** As nearly all are: links of one length, addresses of many. */
const alike: fc.Arbitrary<Values> = ascii.map((address) => ({
  address,
  subscriber: `sub_${'7'.repeat(20)}`,
  leave: `https://n.example/unsubscribe/${address.length % 10}`,
  preferences: `https://n.example/preferences/${address.length % 7}`,
}))

/** Text as bad as it comes, with marks anywhere in it: at its ends, side by side, none at all. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }).map((one) => one.replaceAll(/[\uFDD0\uFDD1]/g, '')),
      fc.constantFrom<Mark>('address', 'subscriber', 'leave', 'preferences').map(marked),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
const mail = fc.record({
  to: fc.array(text, { maxLength: 2 }),
  subject: text,
  html: text,
  text,
  headers: fc.record({ 'List-Unsubscribe': text, 'X-Anything': text }),
})

const filled = <T>(one: T, own: Values): T =>
  JSON.parse(JSON.stringify(one), (_, value) => (typeof value === 'string' ? into(value, own) : value))
const into = (template: string, own: Values) =>
  Object.entries(own).reduce((whole, [mark, value]) => whole.replaceAll(marked(mark as Mark), () => value), template)

describe('a request body', () => {
  it('is what JSON.stringify makes of the mails, whatever they say, whoever gets them, in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(mail, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(3), fc.oneof(values, alike)), { maxLength: 12 }),
        (mails, readers) => {
          const variants = mails.map((one) => cutPieces(JSON.stringify(one)))
          const copies = readers.map(([variant, own]) => ({
            pieces: variants[variant % variants.length]!,
            values: own,
          }))
          const expected = readers.map(([variant, own]) => filled(mails[variant % mails.length]!, own))
          const { body, room } = joinCopies(copies)
          expect(new TextDecoder().decode(body)).toBe(JSON.stringify(expected))
          // What stood in the room before shows nowhere.
          const again = joinCopies(copies.toReversed(), room)
          expect(new TextDecoder().decode(again.body)).toBe(JSON.stringify(expected.toReversed()))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is written into the room of an earlier one, and into a larger one where that is too small', () => {
    const pieces = cutPieces(JSON.stringify({ to: [marked('address')] }))
    const copy = (address: string): Copy => ({
      pieces,
      values: { address, subscriber: '', leave: '', preferences: '' },
    })
    const first = joinCopies([copy('ada@mail.example')])
    const second = joinCopies([copy('bo@mail.example')], first.room)
    expect(second.room).toBe(first.room)
    const third = joinCopies([copy('ada@mail.example'), copy('bo@mail.example')], first.room)
    expect(third.room).not.toBe(first.room)
    expect(new TextDecoder().decode(third.body)).toBe('[{"to":["ada@mail.example"]},{"to":["bo@mail.example"]}]')
  })

  it('is not made where a value would take more room than it has characters: it would stand in another mail', () => {
    const pieces = cutPieces(JSON.stringify({ to: [marked('address')], html: marked('leave') }))
    const own = { address: 'ada@mail.example', subscriber: 's', leave: 'https://n.example/ä', preferences: 'p' }
    expect(() => joinCopies([{ pieces, values: own }])).toThrow('plain ASCII')
  })
})
