import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buildBundles } from '../../local/host/bundles.ts'
import { cacheFolder } from '../../local/host/cache.ts'
import { startFunction } from '../../local/host/functions.ts'
import { PATIENCE } from '../support/patience.ts'
import { eventually } from '../support/service.ts'

const DAY = 24 * 60 * 60_000
let root: string
let own: string | undefined

/** Each has a machine of its own to leave things on. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidings-bundles-'))
  own = process.env.TMPDIR
  process.env.TMPDIR = root
})
afterEach(() => {
  if (own === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = own
  rmSync(root, { recursive: true, force: true })
})

/** A file of a function's sources, last changed `before` so many milliseconds. */
function source(name: string, text: string, before = 60_000): string {
  const file = join(root, name)
  writeFileSync(file, text)
  const at = new Date(Date.now() - before)
  utimesSync(file, at, at)
  return file
}
const aFunction = (answer: string) => {
  source('answer.ts', `export const answer: string = '${answer}'`)
  return source('entry.ts', `import { answer } from './answer.ts'\nexport const handler = () => answer`)
}
const bundle = async (entry: string, folder = 'data') =>
  (await buildBundles(join(root, folder), [{ name: 'one', entry }])).get('one') ?? ''

describe('the bundles of the functions on a laptop', () => {
  it('are built once for every data folder, and again when something that they are made of has changed', async () => {
    const entry = aFunction('first')
    const first = await bundle(entry)
    expect(await bundle(entry)).toBe(first)
    expect(await bundle(entry, 'other')).toBe(first)

    aFunction('second, longer')
    const second = await bundle(entry)
    expect(readFileSync(second, 'utf8')).toContain('second, longer')
    // A service that was started before goes on reading its own.
    expect(readFileSync(first, 'utf8')).toContain('first')
    expect(await bundle(entry)).toBe(second)
  })

  it('read a piece whose package has a URL of its own, as one of those that read passkeys has', async () => {
    source('piece.ts', "var URL = 'theirs'\nexport const url = (): string => URL")
    const entry = source('entry.ts', "export const handler = async () => (await import('./piece.ts')).url()")
    const file = await bundle(entry)
    const one = startFunction(
      { name: 'one', file, timeoutMs: PATIENCE, memoryMb: 512, environment: {} },
      { line: () => {} },
      () => {},
    )
    onTestFinished(() => one.stop())
    expect(await one.invoke({})).toBe('theirs')
  })

  it('hold the files that lie beside them, as these are now', async () => {
    const entry = aFunction('first')
    const from = '../'.repeat(20) + source('look.css', 'body {}').slice(1)
    const files = await buildBundles(root, [{ name: 'one', entry, beside: [{ from, to: 'assets/look.css' }] }])
    expect(readFileSync(join(dirname(files.get('one')!), 'assets/look.css'), 'utf8')).toBe('body {}')
    source('look.css', 'body { margin: 0 }')
    const again = await buildBundles(root, [{ name: 'one', entry, beside: [{ from, to: 'assets/look.css' }] }])
    expect(readFileSync(join(dirname(again.get('one')!), 'assets/look.css'), 'utf8')).toBe('body { margin: 0 }')
  })

  it('are not taken for whole when a part of them is gone', async () => {
    const entry = aFunction('first')
    const first = await bundle(entry)
    rmSync(`${first}.map`)
    const second = await bundle(entry)
    expect(second).not.toBe(first)
    expect(existsSync(`${second}.map`)).toBe(true)
  })

  it('are good for once when a source was changed while they were built', async () => {
    const entry = aFunction('first')
    source('answer.ts', `export const answer = 'saved while it was read'`, -DAY)
    const first = await bundle(entry)
    expect(await bundle(entry)).not.toBe(first)
  })

  it('go when nobody has used them for a day', async () => {
    const entry = aFunction('first')
    const [first, old] = [dirname(await bundle(entry)), new Date(Date.now() - 2 * DAY)]
    utimesSync(first, old, old)
    const used = dirname(await bundle(entry))
    expect(used).toBe(first)
    aFunction('second, longer')
    await bundle(entry)
    expect(existsSync(first)).toBe(true)

    utimesSync(first, old, old)
    aFunction('third, longer yet')
    await bundle(entry)
    expect(existsSync(first)).toBe(false)
  })

  it('lie in the data folder where others could write to those of all, and take the place of what an earlier version left', async () => {
    const entry = aFunction('first')
    const left = join(root, 'data/build/left.mjs')
    mkdirSync(dirname(left), { recursive: true })
    writeFileSync(left, '')
    expect(await bundle(entry)).toContain(cacheFolder()!)
    expect(existsSync(left)).toBe(false)

    chmodSync(cacheFolder()!, 0o777)
    expect(cacheFolder()).toBeUndefined()
    const alone = await bundle(entry)
    expect(alone.startsWith(join(root, 'data/build/'))).toBe(true)
    expect(await bundle(entry)).toBe(alone)
  })

  it('reach no package that is not in them', async () => {
    const entry = source('entry.ts', 'export const handler = (name: string) => import(name)')
    const { one } = await running(await bundle(entry))
    await expect(one.invoke('zod')).rejects.toThrow(/Cannot find package 'zod'/)
  })

  it('say where in the sources something failed', async () => {
    const entry = source(
      'entry.ts',
      `type Event = { name: string }
export const handler = async (event: Event) => {
  console.error(new TypeError('no ' + event.name).stack)
}`,
    )
    const { one, lines } = await running(await bundle(entry))
    await one.invoke({ name: 'colour' })
    await eventually(async () => lines.length > 1, 'the trace is printed')
    expect(lines.slice(0, 2)).toEqual(['TypeError: no colour', `    at handler (${entry}:3:17)`])
  })
})

async function running(file: string) {
  const lines: string[] = []
  const one = startFunction(
    { name: 'one', file, timeoutMs: PATIENCE, memoryMb: 512, environment: {} },
    { line: () => {} },
    (_, line) => lines.push(line),
  )
  onTestFinished(() => one.stop())
  await one.started
  return { one, lines }
}
