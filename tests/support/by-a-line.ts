import { onTestFinished } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { type Rule, startLine } from '../../local/engines/line.ts'
import { clientTo, type startDynoxide } from './dynoxide.ts'

type Engine = Awaited<ReturnType<typeof startDynoxide>>
type How = { readonly now: () => string; readonly tries: number; readonly wait?: Table['wait'] }

/** One table, by a line on which this happens, and by one on which nothing does; until the test ends. */
export async function byALine(engine: Engine, rules: readonly Rule[], { now, tries, wait = async () => {} }: How) {
  const line = await startLine(engine.endpoint, ...rules)
  const client = clientTo(line.url, { tries })
  onTestFinished(() => {
    client.destroy()
    line.stop()
  })
  const straight = await engine.stores({ now })
  return { straight, byLine: engine.over({ ...straight.table, client, wait }) }
}
