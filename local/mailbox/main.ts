import { accessSync, constants, mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { createMailbox, type Mailbox, type MailboxOptions } from './mailbox.ts'

/*
 * The mailbox as a process of its own. Its parent hears `{ ready, port }` once it listens, or `{ failed, code }` with a
 * sentence that says what to do. Ctrl-C reaches the whole group of processes: the parent answers it, this one waits.
 */

type Failure = { readonly failed: string; readonly code: string }

const failure = start(process.env)
if (failure) fail(failure)

function start(env: NodeJS.ProcessEnv): Failure | undefined {
  const numbers = { MAILBOX_PORT: 3025, MAILBOX_KEEP: 1000, MAILBOX_RATE: 10, MAILBOX_DAILY_QUOTA: 0 }
  for (const [name, otherwise] of Object.entries(numbers)) {
    const value = Number(env[name] || otherwise)
    if (!Number.isInteger(value) || value < 0)
      return { failed: `Set ${name} to a whole number from 0 up.`, code: 'EINVAL' }
    numbers[name as keyof typeof numbers] = value
  }
  const secret = env.MAILBOX_WEBHOOK_SECRET ?? ''
  if (env.MAILBOX_WEBHOOK_URL && !/^whsec_[A-Za-z0-9+/]+=*$/.test(secret)) {
    return { failed: 'Set MAILBOX_WEBHOOK_SECRET to whsec_ and a secret in base64.', code: 'EINVAL' }
  }

  const mailbox = open({
    file: env.MAILBOX_FILE || undefined,
    keep: numbers.MAILBOX_KEEP,
    rate: numbers.MAILBOX_RATE,
    dailyQuota: numbers.MAILBOX_DAILY_QUOTA,
    apiKey: env.MAILBOX_API_KEY || undefined,
    webhook: env.MAILBOX_WEBHOOK_URL ? { url: env.MAILBOX_WEBHOOK_URL, secret } : undefined,
    deliveredEvents: env.MAILBOX_DELIVERED_EVENTS === '1',
    suppressionEvents: env.MAILBOX_SUPPRESSION_EVENTS === '1',
    siteUrl: env.MAILBOX_SITE_URL || undefined,
    now: Date.now,
    // a retry that lies hours ahead must not keep the process alive
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
    log: env.MAILBOX_LOG === '1' ? (event, fields) => console.log(JSON.stringify({ event, ...fields })) : undefined,
  })
  if ('failed' in mailbox) return mailbox
  listen(mailbox, numbers.MAILBOX_PORT)
  return undefined
}

function open(options: MailboxOptions): Mailbox | Failure {
  try {
    if (options.file) {
      mkdirSync(dirname(options.file), { recursive: true })
      accessSync(dirname(options.file), constants.W_OK)
    }
    return createMailbox(options)
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code ?? 'EIO'
    return { failed: `The mailbox cannot write ${options.file}: choose a folder that you may write in.`, code }
  }
}

function listen(mailbox: Mailbox, port: number) {
  const server = createAdaptorServer({ fetch: mailbox.app.fetch }) as Server

  server.on('error', ({ code = 'EIO' }: NodeJS.ErrnoException) => {
    mailbox.close()
    if (code === 'EADDRINUSE') {
      fail({ failed: `Port ${port} is in use: stop what listens there, or choose another port for the mailbox.`, code })
    } else {
      fail({ failed: `The mailbox may not listen on port ${port}: choose another, above 1023.`, code })
    }
  })
  server.listen(port, '127.0.0.1', () => {
    const own = (server.address() as AddressInfo).port
    if (process.send) process.send({ ready: true, port: own })
    else console.log(`mailbox http://127.0.0.1:${own}`)
  })

  /** Requests under way may finish; those that never would, since a fault made them hang, are cut after a moment. */
  function close() {
    server.close(() => {
      mailbox.close()
      process.exit(0)
    })
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 500).unref()
  }
  process.on('SIGINT', () => {})
  process.once('SIGTERM', close)
  process.once('disconnect', close)
}

function fail(failure: Failure) {
  process.exitCode = 1
  if (process.send) process.send(failure, () => process.exit(1))
  else console.error(failure.failed)
}
