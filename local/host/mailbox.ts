import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Terminal } from '../terminal.ts'
import { compileCacheEnvironment } from './cache.ts'
import { machineEnvironment } from './environment.ts'
import { keepAlive } from './keep-alive.ts'

export type MailboxPlan = {
  readonly folder: string
  /** 0: any free one, and the same again after a restart. */
  readonly port: number
  readonly keep: number
  readonly webhookUrl: string
  readonly webhookSecret: string
  readonly siteUrl: string
}

const RATE = 10

/** The stand-in for the mail provider, in a process of its own. `started` answers the port it listens on. */
export function startMailbox(
  plan: MailboxPlan,
  terminal: Terminal,
): { started: Promise<number>; stop(): Promise<void> } {
  let port = plan.port
  const kept = keepAlive<{ ready: true; port: number }>({
    name: 'mailbox',
    start: () =>
      fork(fileURLToPath(new URL('../mailbox/main.ts', import.meta.url)), {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: {
          ...machineEnvironment(process.env),
          ...compileCacheEnvironment(),
          MAILBOX_PORT: String(port),
          MAILBOX_FILE: join(plan.folder, 'mailbox.db'),
          MAILBOX_KEEP: String(plan.keep),
          MAILBOX_RATE: String(RATE),
          MAILBOX_DELIVERED_EVENTS: '1',
          MAILBOX_SUPPRESSION_EVENTS: '1',
          MAILBOX_WEBHOOK_URL: plan.webhookUrl,
          MAILBOX_WEBHOOK_SECRET: plan.webhookSecret,
          MAILBOX_SITE_URL: plan.siteUrl,
        },
      }),
    onReady: (ready) => {
      port = ready.port
    },
    terminal,
  })
  return { started: kept.first.then((ready) => ready.port), stop: kept.stop }
}
