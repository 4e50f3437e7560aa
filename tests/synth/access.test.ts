import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keys } from '../../functions/adapters/table.ts'
import type { createConsole } from '../../functions/http/console.ts'
import type { createHooks, createLetters, createResults, createSend } from '../../functions/http/queued.ts'
import type { createAccount, createCollect, createImports, createTick } from '../../functions/http/scheduled.ts'
import type { createSite } from '../../functions/http/site.tsx'
import type { createWebhooks } from '../../functions/http/webhooks.ts'
import { type access, partitions, type StoreName } from '../../stacks/access.ts'
import { root } from './platform.ts'

type Flows = {
  site: typeof createSite
  console: typeof createConsole
  webhooks: typeof createWebhooks
  tick: typeof createTick
  collect: typeof createCollect
  account: typeof createAccount
  imports: typeof createImports
  send: typeof createSend
  letters: typeof createLetters
  results: typeof createResults
  hooks: typeof createHooks
}
/** What no flow asks for, but the provider's adapter. */
type AskedBeside = { send: 'turns' }
/** The stores that the flows of a function ask for. */
type Asked<Name extends keyof Flows> =
  | Extract<keyof Parameters<Flows[Name]>[0], StoreName>
  | (Name extends keyof AskedBeside ? AskedBeside[Name] : never)
type Granted<Name extends keyof Flows> = (typeof access)[Name]['reads' | 'writes'][number]
/** A function whose flows ask for a store that its role does not reach, or reach one that nobody asks for, has its name here, with the store. */
type Wrong = {
  [Name in keyof Flows]:
    | `${Name} cannot reach ${Exclude<Asked<Name>, Granted<Name>>}`
    | (Name extends 'console' ? never : `${Name} reaches ${Exclude<Granted<Name>, Asked<Name>>}, which nobody asks for`)
}[keyof Flows]

/** The stores' files, each with those in a folder of its name. */
function sourceOf(store: string): string {
  const folder = join(root, 'functions/adapters')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file === `${store}.ts` || file.startsWith(`${store}/`))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}

/** The partition of a key, whatever it is made with. */
function partitionOf(name: keyof typeof keys): string {
  const key = keys[name]
  const made =
    typeof key === 'function' ? (key as (...args: string[]) => { pk: string })('aaaaa', 'bbbbb', 'ccccc') : key
  return made.pk
}
const isIn = (partition: string, pattern: string): boolean =>
  pattern.endsWith('*') ? partition.startsWith(pattern.slice(0, -1)) : partition === pattern

describe('what a function may reach of the table', () => {
  it('is what its flows ask for: the types say so', () => {
    // Fails to compile where something is wrong, and says what.
    const right: [Wrong] extends [never] ? true : Wrong = true
    expect(right).toBe(true)
  })

  it.each(Object.keys(partitions) as StoreName[])('store "%s": covers every key that it is made of', (store) => {
    const used = [
      ...new Set([...sourceOf(store).matchAll(/\bkeys\.(\w+)/g)].map(([, name]) => name as keyof typeof keys)),
    ]
    const known = used.filter((name) => name in keys)
    expect(known.length).toBeGreaterThan(0)
    const missed = known.filter((name) => !partitions[store].some((pattern) => isIn(partitionOf(name), pattern)))
    expect(missed).toEqual([])
  })
})
