import { describe, expect, test } from 'vitest'
import type { ReportProps } from '../../core/model/letter.ts'
import { renderer } from '../../emails/render.tsx'
import { Report } from '../../emails/report.tsx'
import { named, read, solid } from './reading.ts'

const report = (changes: Partial<ReportProps> = {}): ReportProps => {
  const { needs: _, ...rest } = Report.PreviewProps
  return { ...rest, ...changes }
}
const noneOf = {
  counts: { readers: 1, sent: 1, skipped: 0, failed: 0, unknown: 0 },
  notSent: 0,
  bounced: 0,
  ours: 0,
  complained: 0,
}

describe('the mail about an issue that has gone out', () => {
  test('says which, how many have it, and who has not, in both parts', async () => {
    const { subject, html, text } = await renderer.report(report())
    expect(subject).toBe('The Harbour Brief went out: 8,412 readers')
    for (const part of [solid(read(html).visible), solid(text)])
      for (const said of [
        'The issue of The Harbour Brief of Tuesday, 24 November 2026 at 08:00 (Europe/Berlin) went out to 8,412 readers.',
        '101 readers left out: paused, or without news in their topics.',
        '3 readers refused by the mail provider.',
        '14 readers of whom nobody knows whether they have it.',
        '2 readers whose mail the provider took and has not sent.',
        '12 mails have come back so far.',
        '5 of them were refused for a fault of ours.',
        '1 reader has complained so far.',
      ])
        expect(part).toContain(solid(said))
    expect(named(html, 'a').map(({ attributes, text: words }) => [words, attributes.href])).toEqual([
      ['Look at the issue', report().consoleUrl],
    ])
    expect(text.split('\n')).toContain(report().consoleUrl)
  })

  test('says nothing of what did not happen', async () => {
    const { html, text } = await renderer.report(report(noneOf))
    expect(text).toContain('went out to 1 reader.')
    for (const part of [read(html).visible, text])
      expect(part).not.toMatch(/left out|refused|come back|complained|\b0\b/)
  })

  test('that needs a person says so first, why, and what to press; not twice what it is about', async () => {
    const needs = 'We do not know whether 14 readers got it.'
    const { subject, html, text } = await renderer.report(report({ needs }))
    expect(subject).toBe('The Harbour Brief needs one of you')
    expect(read(html).visible).toContain(needs)
    expect(read(html).visible).not.toContain('nobody knows')
    expect(named(html, 'a')[0]!.text).toBe('Decide what becomes of it')
    expect(solid(text)).toContain(solid(needs))
  })
})
