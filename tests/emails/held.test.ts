import { describe, expect, test } from 'vitest'
import type { HeldProps } from '../../core/model/letter.ts'
import { Held } from '../../emails/held.tsx'
import { renderer } from '../../emails/render.tsx'
import { named, read, solid } from './reading.ts'

const held = (changes: Partial<HeldProps> = {}): HeldProps => ({ ...Held.PreviewProps, ...changes })

describe('the mail about an issue that is held', () => {
  test('says when it goes out, what is in it, and where to stop it', async () => {
    const { subject, html, text } = await renderer.held(held())
    expect(subject).toBe('The Harbour Brief waits until 08:00')
    for (const part of [solid(read(html).visible), solid(text)]) {
      for (const said of [
        'Tuesday, 24 November 2026 at 08:00 (Europe/Berlin)',
        'It holds 2 stories.',
        'Until then you can pause or cancel it.',
        'Second week of strike leaves forty ships at anchor',
        'citydesk.example · City, Trade',
      ])
        expect(part).toContain(solid(said))
    }
    expect(named(html, 'a').map(({ attributes }) => attributes.href)).toEqual([held().consoleUrl])
    expect(text.match(/https?:\S+/g)).toEqual([held().consoleUrl])
  })

  test('that waits for a person says so, and what becomes of it if nobody comes', async () => {
    const { subject, text } = await renderer.held(held({ waits: true }))
    expect(subject).toBe('The Harbour Brief waits for you')
    expect(solid(text)).toContain(solid('goes out when one of you releases it'))
    expect(solid(text)).toContain(solid('its stories go into that'))
  })

  test('has one h1 and a heading a story', async () => {
    const { html } = await renderer.held(held())
    expect([named(html, 'h1').length, named(html, 'h2').length]).toEqual([1, 2])
  })
})
