import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkSigner } from '../../functions/adapters/links.ts'

const ringOf = (key: Uint8Array) => ({ current: 'k1', keys: { k1: Buffer.from(key).toString('base64url') } })

describe('a signature', () => {
  it('is half of an HMAC-SHA-256 as Node makes it, for every key and every payload', () => {
    const text = (most: number) =>
      fc.integer({ min: 1, max: most }).map((length) => 'x_-7Z'.repeat(length).slice(-length))
    const payload = fc.array(text(400), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('~'))
    const key = fc
      .tuple(fc.integer({ min: 1, max: 100 }), fc.nat(255))
      .map(([length, byte]) => Buffer.alloc(length, byte))
    fc.assert(
      fc.property(key, fc.array(payload, { minLength: 1, maxLength: 5 }), (one, payloads) => {
        const links = linkSigner(ringOf(one))
        for (const given of payloads) {
          const whole = createHmac('sha256', one).update(`leave|v1.k1.${given}`).digest()
          const token = links.sign('leave', given, 'k1')
          expect(token).toBe(`v1.k1.${given}.${whole.subarray(0, 16).toString('base64url')}`)
          expect(links.verify('leave', token)).toBe(given)
          expect(links.verify('preferences', token)).toBeUndefined()
        }
      }),
      { numRuns: 200 },
    )
  })

  it('in a mail of last year works for ever (STD-06)', () => {
    const links = linkSigner(ringOf(Buffer.alloc(32, 7)))
    const token = 'v1.k1.sub_00000000000000000003.KbE7HJvBDqfNPptxin6_Zw'
    expect(links.verify('preferences', token)).toBe('sub_00000000000000000003')
    expect(links.sign('preferences', 'sub_00000000000000000003', 'k1')).toBe(token)
  })

  it('counts in one spelling only, and not cut short or drawn out', () => {
    const links = linkSigner(ringOf(Buffer.alloc(32, 7)))
    const token = links.sign('leave', 'sub_1~brief', 'k1')
    const spelt = ['A', 'Q', 'g', 'w'].find((end) => token.endsWith(end))!
    // The last character holds two bits of the value: these four spell them the same.
    const others = [1, 2, 15].map((more) => String.fromCharCode(spelt.charCodeAt(0) + more))
    for (const end of others) expect(links.verify('leave', token.slice(0, -1) + end)).toBeUndefined()
    for (const wrong of [token.slice(0, -1), `${token}A`, token.replace('.k1.', '.k2.'), `${token}.`, ''])
      expect(links.verify('leave', wrong)).toBeUndefined()
  })
})
