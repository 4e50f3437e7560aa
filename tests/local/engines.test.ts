import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startEngines } from '../../local/engines/start.ts'
import { isRunning } from '../../local/folder.ts'
import { eventually } from '../support/service.ts'

it('leave nothing behind that holds the data folder, though their keeper is too slow to end them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-engines-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  const engines = startEngines(folder, { line: (text) => lines.push(text) })
  onTestFinished(() => engines.stop())
  await engines.started
  const pidOf = (name: string) => Number(lines.find((line) => line.startsWith(`${name} pid `))?.split(' ')[2])
  const holdsTheTable = () => isRunning(pidOf('table'), join(folder, 'table.db'))
  expect(holdsTheTable()).toBe(true)

  process.kill(pidOf('queues'), 'SIGSTOP')
  await engines.stop()
  await eventually(async () => !holdsTheTable(), 'the table engine is ended')
})
