import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CannotStart } from '../../local/cannot-start.ts'
import { openFolder } from '../../local/folder.ts'
import { openLog, type WriteBytes } from '../../local/host/log.ts'
import { readSecrets } from '../../local/secrets.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  it('is closed to everybody else when it is opened, with all that an earlier version left open in it', () => {
    const folder = aFolder()
    chmodSync(folder, 0o755)
    for (const name of ['logs', 'queues']) mkdirSync(join(folder, name), { mode: 0o755 })
    const files = ['table.db', 'table.db-wal', 'mailbox.db', 'secrets.json', 'lock', 'logs/tidings.jsonl', 'queues/q']
    for (const name of files) writeFileSync(join(folder, name), 'readers', { mode: 0o644 })

    openFolder(folder)

    expect([folder, join(folder, 'logs'), join(folder, 'queues')].map(modeOf)).toEqual(['700', '700', '700'])
    expect(files.map((name) => modeOf(join(folder, name)))).toEqual(files.map(() => '600'))
  })

  it('in which other things lie keeps those as they are, and itself', () => {
    const folder = aFolder()
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'holiday.jpg'), '', { mode: 0o644 })
    writeFileSync(join(folder, 'table.db'), '', { mode: 0o644 })

    openFolder(folder)

    expect([folder, join(folder, 'holiday.jpg'), join(folder, 'table.db')].map(modeOf)).toEqual(['755', '644', '600'])
  })
})

describe('secrets that cannot be read', () => {
  it('are not to be deleted: it is said that the pepper goes with them, whom that costs, and what to do instead', () => {
    const folder = aFolder()
    writeFileSync(join(folder, 'secrets.json'), '{"pepper": ')
    const said = () => readSecrets(folder, {})
    expect(said).toThrow(CannotStart)
    for (const word of [/restore it/, /pepper/, /every reader/, /api\/subscribers\/export/, /--data NEW/])
      expect(said).toThrow(word)
    expect(readdirSync(folder)).toEqual(['secrets.json'])
  })
})

describe('a disk without room', () => {
  /** A disk that takes so many bytes in all, and no more until there is room again. */
  function aDisk(room: number) {
    const disk = { room, written: Buffer.alloc(0) }
    const write: WriteBytes = (_, bytes) => {
      const taken = Math.min(disk.room, bytes.length)
      if (taken === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      disk.room -= taken
      disk.written = Buffer.concat([disk.written, bytes.subarray(0, taken)])
      return taken
    }
    return { disk, write }
  }
  const line = (n: number) => JSON.stringify({ level: 'info', event: 'issue.opened', n })

  it('stops nothing: it is said once, and where there is room again the log goes on with whole lines', () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'logs'))
    const said: string[] = []
    const { disk, write } = aDisk(70)
    const log = openLog(folder, { line: (text) => void said.push(text) }, false, write)
    for (let n = 1; n <= 5; n++) log.take('tick', 'stdout', line(n))
    disk.room = 1_000
    for (let n = 6; n <= 7; n++) log.take('tick', 'stdout', line(n))
    log.close()

    expect(said.filter((one) => one.startsWith('log '))).toEqual([
      'log cannot be written (ENOSPC): lines are lost until it can. The service goes on.',
      'log is written again; 4 lines are lost',
    ])
    const lines = disk.written.toString().split('\n')
    const whole = lines.flatMap((one) => {
      try {
        return [(JSON.parse(one) as { n: number }).n]
      } catch {
        return []
      }
    })
    expect(whole).toEqual([1, 6, 7])
  })

  it('is no hindrance to a file that grows too long, nor to one that somebody has taken away', () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'logs'))
    const said: string[] = []
    const log = openLog(folder, { line: (text) => void said.push(text) }, false)
    log.take('tick', 'stdout', line(1))
    rmSync(join(folder, 'logs'), { recursive: true })
    const long = JSON.stringify({ level: 'info', event: 'x', text: 'x'.repeat(10 * 1024 * 1024) })
    log.take('tick', 'stdout', long)
    mkdirSync(join(folder, 'logs'))
    log.take('tick', 'stdout', line(2))
    log.close()
    expect(said.filter((one) => one.startsWith('log '))).toHaveLength(2)
    expect(readFileSync(join(folder, 'logs', 'tidings.jsonl'), 'utf8')).toBe(`${line(2)}\n`)
  })
})
