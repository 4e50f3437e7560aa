import { analyse } from 'scslre'
import { describe, expect, it } from 'vitest'
import { patternsIn } from './support/patterns.ts'

/** What of a pattern takes more time than its text is long: by one sign that comes again and again. */
const faultsIn = ({ source, flags }: { readonly source: string; readonly flags: string }) =>
  analyse({ source, flags }).reports.map(({ type }) => type)

describe('a regular expression', () => {
  it('takes time in step with its text, wherever it stands in core and functions', async () => {
    const patterns = await patternsIn('core', 'functions')
    expect(patterns.length).toBeGreaterThan(300)
    const slow = patterns.flatMap((one) => {
      const faults = faultsIn(one)
      return faults.length > 0 ? [`${one.file}: /${one.source}/${one.flags} (${faults.join(', ')})`] : []
    })
    expect(slow).toEqual([])
  })

  it.each([
    ['two that want the same', '^\\s*(\\d+)\\s*$|\\d+\\d+x'],
    ['one that is begun again at every sign', '\\s+$'],
    ['one within another', '^(?:a+)+$'],
  ])('that does not is found: %s', (_, source) => {
    expect(faultsIn({ source, flags: '' })).not.toEqual([])
  })
})
