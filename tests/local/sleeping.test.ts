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

/** A function, and what the terminal is told of it. */
function aFunction(name: string, source: string, sleeps = true) {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  const lines: string[] = []
  const one = startFunction(
    { name, file, timeoutMs: PATIENCE, memoryMb: 512, sleeps, environment: { TIDINGS_FUNCTION: name } },
    { line: (line) => lines.push(line) },
    () => {},
  )
  onTestFinished(() => one.stop())
  return { one, lines, file }
}

/** So long as others take to start, one after the other: who had begun before would be there by now. */
async function othersHaveStarted() {
  for (const name of ['one', 'another']) await aFunction(name, WELL, false).one.started
}

describe('a function that sleeps', () => {
  it('has no process before it is first called, and one from then on', async () => {
    const { one, lines } = aFunction('quiet', WELL)
    await one.started
    await othersHaveStarted()
    expect(lines).toEqual([])
    const [first, second] = [await one.invoke({}), await one.invoke({})]
    expect([second, lines]).toEqual([first, [`quiet pid ${first}`]])
  })

  it('that cannot be loaded says so, and answers whoever waits as soon as it can', async () => {
    const { one, lines, file } = aFunction('mended', 'export const handler =')
    const answer = one.invoke({})
    await eventually(async () => lines.some((line) => /^mended ended .*starting it again$/.test(line)), 'it says so')
    writeFileSync(file, WELL)
    expect(await answer).toEqual(expect.any(Number))
  })

  it('that is stopped before it was called starts no more', async () => {
    const { one, lines } = aFunction('unasked', WELL)
    await one.stop()
    await expect(one.invoke({})).rejects.toThrow('unasked is being stopped.')
    await othersHaveStarted()
    expect(lines).toEqual([])
  })
})
