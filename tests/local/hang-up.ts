import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chance } from '../../local/chance.ts'
import { startService } from '../support/service.ts'

/**
 * `node tests/local/hang-up.ts [COUNT]`: starts the whole service, hangs up on it so often at moments that chance picks, and
 * asks whether it still answers; then takes the room from its disk, and gives it back (as root, who may mount a small one).
 * Ends with one line of JSON: how many hung up, whether the service answered after each, and what of the articles that were
 * filed meanwhile is missing.
 */
const COUNT = Number(process.argv[2] ?? 10_000)
const AT_ONCE = 20
const random = chance(20261124)
const isRoot = process.getuid?.() === 0

const folder = mkdtempSync(join(tmpdir(), 'tidings-hang-up-'))
if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', folder])
const service = await startService(['--no-demo'], folder)
const { port } = new URL(service.api)

const paths = ['/', '/console/sign-in', '/api/topics', '/api/openapi.json', '/sitemap.xml', '/subscribe', '/nothing']
const hangUp = () =>
  new Promise<void>((done) => {
    const path = paths[Math.floor(random() * paths.length)]
    const after = random() ** 3 * 60
    const socket = connect(Number(port), '127.0.0.1', () => {
      const body = random() < 0.3 ? 'content-length: 400\r\n' : ''
      const method = body ? 'POST' : random() < 0.2 ? 'HEAD' : 'GET'
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${service.key}\r\n${body}\r\nemail=a`,
      )
      setTimeout(() => socket.resetAndDestroy(), after)
    })
    socket.once('close', () => done()).once('error', () => {})
    socket.resume()
  })

const api = async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${service.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}
const filed: string[] = []
const file = async () => {
  const n = filed.length
  const { status, json } = await api('POST', '/articles', {
    url: `https://harbour.example/${n}-${random()}`,
    title: `Ship ${n}`,
  })
  if (status === 201) filed.push(String(json.id))
  return status
}
const isThere = async () => (await fetch(service.site)).status === 200

for (let n = 0; n < COUNT; n += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, COUNT - n) }, hangUp))
  if (n % 500 === 0) await file()
}
const afterHangingUp = await isThere()

let withoutRoom: boolean | string = 'not tried: only root may mount a small disk'
if (isRoot) {
  const filler = join(folder, 'holiday.jpg')
  const { bavail, bsize } = statfsSync(folder)
  try {
    writeFileSync(filler, Buffer.alloc(bavail * bsize))
  } catch {
    // Now there is none.
  }
  for (let n = 0; n < 40; n++) await file().catch(() => {})
  withoutRoom = await isThere()
  rmSync(filler)
}
const again = await file()
let missing = 0
for (const id of filed) if ((await api('GET', `/articles/${id}`)).status !== 200) missing += 1
const starts = (service.output().match(/^(?:site|console|send|tick) pid/gm) ?? []).length
const code = await service.stop()
const log = readFileSync(join(folder, 'logs', 'tidings.jsonl'), 'utf8')
  .trimEnd()
  .split('\n').length
if (isRoot) execFileSync('umount', [folder])
rmSync(folder, { recursive: true, force: true })
console.log(
  JSON.stringify({
    hungUp: COUNT,
    afterHangingUp,
    withoutRoom,
    again,
    filed: filed.length,
    missing,
    starts,
    log,
    code,
  }),
)
process.exit(afterHangingUp && withoutRoom !== false && again === 201 && missing === 0 && code === 0 ? 0 : 1)
