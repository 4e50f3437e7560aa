import { tooMuch } from '../model/bounds.ts'
import { deliveryTo, type Hook, type HookId, MOST_HOOKS, parseHook, rotated, switched } from '../model/hook.ts'
import { type Parsed, parsed, refusal, refused } from '../model/refusal.ts'
import type { Ports } from '../ports.ts'
import { nudge } from './tell-hooks.ts'
import { untilWon } from './until-won.ts'

type Needs = Pick<Ports, 'hooks' | 'courier' | 'ids' | 'now' | 'log'>

/** Begins to tell somebody's program of what happens from now on. `secret`: shown once, to whoever asked. Price: one read, one write. */
export async function addHook(
  ports: Needs,
  by: string,
  secret: string,
  input: Parameters<typeof parseHook>[0],
): Promise<Parsed<Hook>> {
  const wanted = parseHook(input, ports.courier.refuses)
  if (!wanted.ok) return wanted
  const known = await ports.hooks.list()
  if (known.length >= MOST_HOOKS) return refused(refusal('url', tooMuch('hooks'), 'too_many'))
  if (known.some(({ url }) => url === wanted.value.url))
    return refused(refusal('url', 'There is a webhook for this address: change that one.', 'taken'))
  const id = ports.ids.hook()
  const hook: Hook = { id, ...wanted.value, secret, createdAt: ports.now(), by, status: 'on', version: 0 }
  await ports.hooks.save(undefined, hook)
  ports.log('hook.added', { hook: id, events: hook.events })
  return parsed(hook)
}

/** Another address, or other events; what is on its way already goes to the new one. Undefined: there is no such hook. Price: one read, one write. */
export async function editHook(
  ports: Needs,
  id: string,
  input: {
    readonly url?: string | undefined
    readonly events?: readonly string[] | undefined
    readonly status?: Hook['status'] | undefined
  },
): Promise<Parsed<Hook> | undefined> {
  return change(ports, id, (hook) => {
    const wanted = parseHook({ url: input.url ?? hook.url, events: input.events ?? hook.events }, ports.courier.refuses)
    if (!wanted.ok) return wanted
    const { status } = input
    return parsed({ ...(status && status !== hook.status ? switched(hook, status) : hook), ...wanted.value })
  })
}

/** A new secret to sign with; the old one signs beside it for a day. Price: one read, one write. */
export const rotateHook = (ports: Needs, id: string, secret: string): Promise<Parsed<Hook> | undefined> =>
  change(ports, id, (hook) => parsed(rotated(hook, secret, ports.now())))

async function change(
  ports: Needs,
  id: string,
  decide: (hook: Hook) => Parsed<Hook>,
): Promise<Parsed<Hook> | undefined> {
  return untilWon(async () => {
    const before = await ports.hooks.get(id as HookId)
    if (!before) return undefined
    const decided = decide(before)
    if (!decided.ok) return decided
    if ((await ports.hooks.save(before, decided.value)) === 'lost') return 'lost'
    ports.log('hook.changed', { hook: id, status: decided.value.status })
    return decided
  })
}

/** Tells no more; what is on its way is dropped. False: there is no such hook. Price: one read, one write. */
export async function removeHook(ports: Needs, id: string): Promise<boolean> {
  const hook = await ports.hooks.get(id as HookId)
  if (!hook) return false
  await ports.hooks.remove(hook.id)
  ports.log('hook.removed', { hook: id })
  return true
}

/** Sends an event that says that nothing has happened, to one that is switched off as well. Price: one read, one write, one message. */
export async function testHook(ports: Needs & Pick<Ports, 'queue'>, id: string): Promise<boolean> {
  const hook = await ports.hooks.get(id as HookId)
  if (!hook) return false
  const test = deliveryTo(hook, { type: 'webhook.test' }, ports.ids.delivery(), ports.now())
  await ports.hooks.put([test])
  await nudge(ports, [test])
  return true
}
