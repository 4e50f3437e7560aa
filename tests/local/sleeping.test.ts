import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { startFunction } from '../../local/host/functions.ts'
import { PATIENCE } from '../support/patience.ts'
import { eventually } from '../support/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidings-sleeping-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WELL = 'export const handler = async () => process.pid'

/** A function that sleeps, and what the terminal is told of it. */
function aSleeper(name: string, source: string) {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  const lines: string[] = []
  const one = startFunction(
    { name, file, timeoutMs: PATIENCE, memoryMb: 512, sleeps: true, environment: { TIDINGS_FUNCTION: name } },
    { line: (line) => lines.push(line) },
    () => {},
  )
  onTestFinished(() => one.stop())
  return { one, lines, file }
}

describe('a function that sleeps', () => {
  it('has no process before it is first called, and one from then on', async () => {
    const { one, lines } = aSleeper('quiet', WELL)
    await one.started
    expect(lines).toEqual([])
    const [first, second] = [await one.invoke({}), await one.invoke({})]
    expect([second, lines]).toEqual([first, [`quiet pid ${first}`]])
  })

  it('that cannot be loaded says so, and answers whoever waits as soon as it can', async () => {
    const { one, lines, file } = aSleeper('mended', 'export const handler =')
    const answer = one.invoke({})
    await eventually(async () => lines.some((line) => /^mended ended .*starting it again$/.test(line)), 'it says so')
    writeFileSync(file, WELL)
    expect(await answer).toEqual(expect.any(Number))
  })

  it('that is stopped before it was called starts no more', async () => {
    const { one, lines } = aSleeper('unasked', WELL)
    await one.stop()
    await expect(one.invoke({})).rejects.toThrow('unasked is being stopped.')
    expect(lines).toEqual([])
  })
})
