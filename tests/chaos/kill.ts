import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accepted, api as askOnce, eventually, forget, type Running, startService } from '../support/service.ts'

const READERS = 2_000
const MOMENTS = 10
const MOST_TRIES = 20

/** The service as it is started by hand, 2,000 readers, an issue on its way, and `kill -9`: of the worker that sends, and of all of it. */
export async function kill(hard: boolean): Promise<boolean> {
  const data = mkdtempSync(join(tmpdir(), 'tidings-kill-'))
  const start = () => startService(['--no-demo', ...(hard ? ['--hard'] : [])], data)
  let service = await start()
  try {
    await fill(service)
    const issue = await api<{ id: string }>(service, 'POST', '/digests/brief/issues')
    console.log(`an issue to ${READERS} readers is on its way; killing at ${MOMENTS} random moments`)
    const began = performance.now()
    const time = () => `${String(Math.round((performance.now() - began) / 1000)).padStart(4)} s `
    for (let moment = 1; moment <= MOMENTS; moment++) {
      await later(50 + Math.random() * 500)
      const count = (await accepted(service)).length
      if (moment % 3 === 0) {
        await service.crash()
        console.log(`${time()} ${String(moment).padStart(2)} kill -9 of the whole tree at ${count} mails`)
        service = await start()
      } else {
        const pid = Number([...service.output().matchAll(/^send pid (\d+)$/gm)].at(-1)?.[1])
        console.log(
          `${time()} ${String(moment).padStart(2)} ${kills(pid) ? 'kill -9 of the sender' : 'the sender is between two lives'} at ${count} mails`,
        )
      }
      if (moment < MOMENTS) await goesOn(service, count)
    }
    const end = await eventually(
      async () => {
        const seen = await api<{ status: string; counts: { sent: number; unknown: number } }>(
          service,
          'GET',
          `/issues/${issue.id}`,
        )
        return seen.status === 'sent' || seen.status === 'needs-person' ? seen : undefined
      },
      'the issue is sent',
      15 * 60_000,
    )
    const log = await accepted(service)
    const recipients = new Set(log.map(({ recipient }) => recipient)).size
    console.log(JSON.stringify({ mails: log.length, recipients, status: end.status, counts: end.counts }))
    return log.length === READERS && recipients === READERS && end.status === 'sent'
  } finally {
    await service.stop()
    forget(data)
  }
}

/** False where it has ended by itself, as it may on a hard table, and the next has not begun. */
function kills(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Until another worker has sent something, so that the next moment is one of work. The tick comes when asked, not at the full minute. */
async function goesOn(service: Running, count: number): Promise<void> {
  const moves = async () => {
    await fetch(`${service.api.replace(/\/api$/, '')}/local/tick`, { method: 'POST' }).catch(() => {})
    const now = (await accepted(service)).length
    return now > count || now === READERS
  }
  await eventually(moves, 'the sending goes on', 5 * 60_000)
}

async function fill(service: Running): Promise<void> {
  await api(service, 'POST', '/topics', { slug: 'trade', name: 'Trade' })
  await api(service, 'POST', '/articles', {
    url: 'https://harbourpost.example/ships',
    title: 'Forty ships',
    tags: ['trade'],
  })
  const schedule = { every: 'day', at: ['08:00'], zone: 'Europe/Berlin' }
  await api(service, 'POST', '/digests', { id: 'brief', name: 'The Brief', topics: ['trade'], schedule })
  for (let from = 0; from < READERS; from += 20) {
    const some = Array.from({ length: 20 }, (_, n) => ({
      email: `reader${from + n}@mail.example.net`,
      digests: ['brief'],
      attestation: 'told us',
    }))
    await Promise.all(some.map((one) => api(service, 'POST', '/subscribers', one)))
  }
}

/** As any caller would: what is answered with "not right now" has not been done, and what failed is asked for again. */
async function api<T>(...asked: Parameters<typeof askOnce>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await askOnce<T>(...asked)
    } catch (error) {
      if (tries >= MOST_TRIES || !/: 50[03] /.test(String(error))) throw error
      await later(100 * tries)
    }
  }
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
