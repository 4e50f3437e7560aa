import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogFields } from '../../core/ports.ts'

/** What is being answered: the id that Lambda's own lines have, and of a queue the message. Several at once share a process on a laptop. */
export type Request = { readonly request?: string | undefined; readonly message?: string }

const requests = new AsyncLocalStorage<Request>()

/** Everything that is logged meanwhile says what it belongs to. */
export const within = <T>(request: Request, work: () => T): T =>
  requests.run({ ...requests.getStore(), ...request }, work)

export const currentRequest = (): LogFields | undefined => requests.getStore()
