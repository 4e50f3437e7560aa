import { accessSync, constants, mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { mailboxSettings } from '../../functions/live/configuration.ts'
import { CannotStart } from '../cannot-start.ts'
import { configurationFrom, type Environment } from '../configuration.ts'
import { createMailbox, type Mailbox, type MailboxOptions } from './mailbox.ts'

/*
 * The mailbox as a process of its own. Its parent hears `{ ready, port }` once it listens, or `{ failed, code }` with a
 * sentence that says what to do. Ctrl-C reaches the whole group of processes: the parent answers it, this one waits.
 */

// What it keeps are people's mails.
process.umask(0o077)

type Failure = { readonly failed: string; readonly code: string }

const failure = start(process.env)
if (failure) fail(failure)

function start(env: Environment): Failure | undefined {
  const said = configured(env)
  if ('failed' in said) return said
  const { MAILBOX_WEBHOOK_URL: url, MAILBOX_WEBHOOK_SECRET: secret } = said
  if (url && !secret) return { failed: 'Set MAILBOX_WEBHOOK_SECRET to whsec_ and a secret in base64.', code: 'EINVAL' }

  const mailbox = open({
    file: said.MAILBOX_FILE,
    keep: said.MAILBOX_KEEP,
    rate: said.MAILBOX_RATE,
    dailyQuota: said.MAILBOX_DAILY_QUOTA,
    apiKey: said.MAILBOX_API_KEY,
    webhook: url && secret ? { url, secret } : undefined,
    deliveredEvents: said.MAILBOX_DELIVERED_EVENTS,
    suppressionEvents: said.MAILBOX_SUPPRESSION_EVENTS,
    siteUrl: said.MAILBOX_SITE_URL,
    now: Date.now,
    // a retry that lies hours ahead must not keep the process alive
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms).unref()),
    log: said.MAILBOX_LOG ? (event, fields) => console.log(JSON.stringify({ event, ...fields })) : undefined,
  })
  if ('failed' in mailbox) return mailbox
  listen(mailbox, said.MAILBOX_PORT)
  return undefined
}

function configured(env: Environment) {
  try {
    return configurationFrom(mailboxSettings, env)
  } catch (fault) {
    if (!(fault instanceof CannotStart)) throw fault
    return { failed: fault.message, code: 'EINVAL' }
  }
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
