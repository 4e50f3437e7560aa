import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdictOf } from '../../core/model/bounce.ts'
import { setbackOf } from '../../core/model/setback.ts'
import { readEvent } from '../../functions/http/provider-event.ts'
import { samples } from '../fixtures/bounces.ts'

const NOW = '2026-11-24T06:00:00.000Z'
const traps = [
  ...['policy', 'reputation', 'blocked', 'blacklist', 'dmarc', 'spf', 'dkim', 'authentication', 'suppression', '5.7.1'],
  ...['user-unknown', 'no-such-user', 'mailbox-full', 'quota', 'spam', 'greylisted', '5.1.1', '4.2.2'],
]
const aTrap = fc.constantFrom(...traps)
const aHost = fc
  .array(aTrap, { minLength: 1, maxLength: 3 })
  .map((words) => `${words.join('-').replaceAll('.', '')}.example`)
const aSample = fc.constantFrom(...samples)

describe('what a bounce means', () => {
  it.each(samples)('is %s for %s (%s/%s): %s', (kind, _, type, subType, code) => {
    expect(verdictOf({ type, subType, codes: code === null ? [] : [code] }).kind).toBe(kind)
  })

  it('is not decided by the provider’s prose, whatever stands in it', () => {
    const prose = fc.array(fc.oneof(aTrap, fc.string()), { maxLength: 20 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(
        aSample,
        fc.oneof(prose, fc.constantFrom(null, 7, {}, [])),
        ([kind, , type, subType, code], message) => {
          const bounce = { type, subType, message, diagnosticCode: code === null ? [null] : [code] }
          const data = { to: ['ada@mail.example.net'], tags: {}, bounce }
          const event = readEvent({ type: 'email.bounced', created_at: NOW, data }, NOW)!
          expect(setbackOf(event, event.to[0]!)?.kind).toBe(kind)
        },
      ),
    )
  })

  it('is not decided by what an address, a host or a URL is called', () => {
    const dead = fc.constantFrom(
      (host: string) => `550 5.1.1 <ada@${host}>: Recipient address rejected: User unknown`,
      (host: string) => `550 5.1.1 <${host.replace('.example', '')}@mail.example>: User unknown`,
      (host: string) => `550 5.1.1 User unknown; see https://help.example/${host}?why=${host}`,
      (host: string) => `host mx.${host}[192.0.2.1] said: 550 5.1.1 User unknown`,
    )
    const full = fc.constantFrom(
      (host: string) => `452 4.2.2 <ada@${host}>: mailbox full`,
      (host: string) => `552 5.2.2 over quota, see https://${host}/${host}`,
    )
    fc.assert(
      fc.property(aHost, dead, full, (host, says, saysFull) => {
        const of = (code: string) => verdictOf({ type: 'Permanent', subType: 'General', codes: [code] }).kind
        expect([of(says(host)), of(saysFull(host))]).toEqual(['hard', 'soft'])
      }),
    )
  })

  it('is never silence: whatever is told, something comes of it', () => {
    const odd = fc.option(fc.oneof(fc.constantFrom('Permanent', 'Transient', 'General', 'Suppressed'), fc.string()))
    fc.assert(
      fc.property(odd, odd, fc.array(fc.string()), (type, subType, codes) => {
        const bounce = { ...(type === null ? {} : { type }), ...(subType === null ? {} : { subType }), codes }
        const { kind, unknown } = verdictOf(bounce)
        expect(['hard', 'soft', 'ours', 'suppressed']).toContain(kind)
        if (unknown) expect(kind).toBe('soft')
      }),
    )
  })

  it('reads long texts in no time', () => {
    for (const code of ['550 '.repeat(50_000), '<'.repeat(50_000), 'a.'.repeat(50_000), '@'.repeat(50_000)])
      expect(verdictOf({ type: 'Permanent', subType: 'General', codes: [code] }).kind).toBeDefined()
  })
})
