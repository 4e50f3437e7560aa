import { describe, expect, test } from 'vitest'
import { renderer } from '../../emails/render.tsx'
import { named, read, solid } from './reading.ts'
import { aConfirmation, blockUrl } from './samples.ts'

describe('the confirmation mail', () => {
  test('offers one action: the button, and the same link in plain sight (STD-74)', async () => {
    const props = aConfirmation()
    const { html, text } = await renderer.confirmation(props)
    const anchors = named(html, 'a')
    expect(anchors.map(({ attributes }) => attributes.href)).toEqual([props.confirmUrl, props.confirmUrl])
    expect(anchors.map((anchor) => anchor.text)).toEqual(['Yes, send me these', props.confirmUrl])
    expect(text.match(/https?:\S+/g)).toEqual([props.confirmUrl])
  })

  test('offers whoever never asked to be left alone for ever, as its last link and in small print (T04)', async () => {
    const props = aConfirmation({ blockUrl })
    const { html, text } = await renderer.confirmation(props)
    const anchors = named(html, 'a')
    expect(anchors.map(({ attributes }) => attributes.href)).toEqual([props.confirmUrl, props.confirmUrl, blockUrl])
    expect(anchors.at(-1)?.text).toBe('Stop all mail to this address')
    expect(named(html, 'p').find((one) => one.text.endsWith('this address'))?.attributes.style).toContain('13px')
    for (const part of [solid(read(html).visible), solid(text)])
      expect(part).toContain(solid('Not you, and you want no mail from us at all? Stop all mail to this address'))
    expect(text.match(/https?:\S+/g)).toEqual([props.confirmUrl, blockUrl])
  })

  test('says who asked, when, for what, for how long, and what to do if it was not you (STD-74)', async () => {
    const { html, text } = await renderer.confirmation(aConfirmation())
    for (const part of [solid(read(html).visible), solid(text)]) {
      for (const said of [
        'Somebody, most likely you, asked for this at harbourpost.example on Tuesday, 24 November 2026 at 09:12 (Europe/Berlin).',
        'The Harbour Brief',
        'Every weekday at 08:00, Europe/Berlin',
        'Topics: Trade, City and Weather',
        'Tide Tables',
        'All its topics, later ones included',
        'The link works for 7 days.',
        'Not you? Do nothing, and nothing more will come.',
        'Harbour Post, 12 Quay Street, 20457 Hamburg, Germany',
      ]) {
        expect(part).toContain(solid(said))
      }
    }
  })

  test("holds nothing of the submitter's: what a form sends beside its choices changes no byte (STD-74)", async () => {
    const poison = { name: 'Buy now', address: 'victim@mail.example', text: 'Cheap pills', agent: 'curl' }
    const plain = await renderer.confirmation(aConfirmation())
    expect(await renderer.confirmation({ ...aConfirmation(), ...poison })).toEqual(plain)
  })

  test('shows no picture and loads nothing (STD-74)', async () => {
    const { html } = await renderer.confirmation(aConfirmation())
    expect(html).not.toMatch(/<img|<link|src=|url\(|background=/)
  })

  test('names one digest, or two of many, in its subject', async () => {
    const many = (names: string[]) =>
      renderer.confirmation(
        aConfirmation({ digests: names.map((name) => ({ name, rhythm: 'every day', topics: [] })) }),
      )
    expect((await many(['A'])).subject).toBe('Please confirm: A')
    expect((await many(['A', 'B', 'C'])).subject).toBe('Please confirm: A, B and C')
    expect((await many(['A', 'B', 'C', 'D', 'E'])).subject).toBe('Please confirm: A, B and 3 more')
  })

  test('leaves a placeholder for its link as it is', async () => {
    const confirmUrl = '\uFDD0confirm\uFDD1/and/a/path'
    const { html, text } = await renderer.confirmation(aConfirmation({ confirmUrl }))
    expect(html).toContain(`href="${confirmUrl}"`)
    expect(text.split('\n')).toContain(confirmUrl)
  })

  test('has a button of 44 pixels', async () => {
    const { html } = await renderer.confirmation(aConfirmation())
    expect(named(html, 'a')[0]?.attributes.style).toMatch(/padding:12px 24px;font:700 17px\/20px /)
  })

  test('is the same bytes for the same props', async () => {
    expect(await renderer.confirmation(aConfirmation())).toEqual(await renderer.confirmation(aConfirmation()))
  })
})
