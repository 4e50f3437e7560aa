import { Hono } from 'hono'
import * as z from 'zod'
import { addHook, editHook, removeHook, rotateHook, testHook } from '../../../core/flows/change-hook.ts'
import { type Delivery, type Hook, type HookEventType, type HookId, hookEvents } from '../../../core/model/hook.ts'
import { noted, unkept } from '../acting.ts'
import { accepted, notFound } from '../problem.ts'
import { newHookSecret } from '../secrets.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'
import { count, instant, optionalInstant } from './shapes.ts'

const event = z.enum(Object.keys(hookEvents) as [HookEventType, ...HookEventType[]])
const status = z.enum(['on', 'off'])
const hookFields = {
  id: z.string(),
  url: z.string(),
  events: z.array(event),
  status,
  note: z.string().optional().meta({ description: 'Why it was switched off, where nobody did it.' }),
  failingSince: optionalInstant.meta({ description: 'Since when nothing has arrived there.' }),
  createdAt: instant,
  by: z.string(),
}
const hookShape = z.object(hookFields).meta({ id: 'Hook' })
const withSecret = z
  .object({
    ...hookFields,
    secret: z.string().meta({ description: 'What events are signed with (`whsec_…`). It is shown this once.' }),
  })
  .meta({ id: 'HookWithSecret' })
const deliveryShape = z
  .object({
    id: z.string().meta({ description: 'The `webhook-id`: the same at every try.' }),
    type: z.string(),
    at: instant,
    state: z.enum(['waiting', 'delivered', 'failed', 'dropped']),
    tries: count,
    nextAt: optionalInstant.meta({ description: 'When it is tried next.' }),
    last: z
      .object({ at: instant, status: z.number().optional(), note: z.string().optional() })
      .optional()
      .meta({ description: 'The last try: what it answered, or why it did not.' }),
  })
  .meta({ id: 'Delivery' })
const url = z.string().max(3_000)
const events = z.array(event).max(20)
const newHook = z
  .strictObject({ url, events })
  .meta({ id: 'NewHook', examples: [{ url: 'https://news.example.org/hooks/in', events: ['subscriber.subscribed'] }] })
const change = z.strictObject({ url, events, status }).partial().meta({ id: 'HookChange' })

const view = ({ id, url, events, status, note, failingSince, createdAt, by }: Hook): Shown<typeof hookShape> => ({
  id,
  url,
  events,
  status,
  ...(note ? { note } : {}),
  ...(failingSince ? { failingSince } : {}),
  createdAt,
  by,
})
const deliveryView = ({ id, event, at, state, tries, nextAt, last }: Delivery): Shown<typeof deliveryShape> => ({
  id,
  type: event.type,
  at,
  state,
  tries,
  ...(state === 'waiting' ? { nextAt } : {}),
  ...(last ? { last } : {}),
})

/** So many of what was told last. */
const RECENT = 50

/** Other people's programs, which are told of what happens (Standard Webhooks). */
export function hooks(ports: ApiPorts) {
  const found = async (id: string): Promise<Hook> => {
    const hook = await ports.hooks.get(id as HookId)
    if (!hook) throw notFound('webhook')
    return hook
  }
  return new Hono()
    .get(
      '/',
      route({
        summary: 'List the webhooks',
        answers: { 200: [z.object({ items: z.array(hookShape) }), 'All of them: there are ten at most.'] },
      }),
      async (c) => c.json({ items: (await ports.hooks.list()).map(view) }),
    )
    .post(
      '/',
      route({
        summary: 'Add a webhook',
        says: 'It is told of what happens from now on, signed as Standard Webhooks says. Repeated with one `Idempotency-Key` it is refused: the secret is in no second answer.',
        body: newHook,
        answers: { 201: [withSecret, 'The webhook, with its secret.'] },
        once: true,
      }),
      async (c) => {
        const secret = newHookSecret()
        const hook = accepted(await addHook(ports, c.get('acting').name, secret, c.req.valid('json')))
        noted(c, { note: hook.events.join(', ') })
        unkept(c)
        return c.json({ ...view(hook), secret }, 201)
      },
    )
    .get('/:id', route({ summary: 'Read a webhook', answers: { 200: [hookShape, 'The webhook.'] } }), async (c) =>
      c.json(view(await found(c.req.param('id')))),
    )
    .patch(
      '/:id',
      route({
        summary: 'Change a webhook',
        says: 'What is left out stays. What is on its way goes to the new address.',
        body: change,
        answers: { 200: [hookShape, 'As it is now.'] },
      }),
      async (c) => {
        const edited = await editHook(ports, c.req.param('id'), c.req.valid('json'))
        if (!edited) throw notFound('webhook')
        const hook = accepted(edited)
        noted(c, { note: [hook.status, ...hook.events].join(', ') })
        return c.json(view(hook))
      },
    )
    .delete(
      '/:id',
      route({
        summary: 'Remove a webhook',
        says: 'What is on its way is dropped.',
        answers: { 204: 'It is told nothing any more.' },
      }),
      async (c) => {
        if (!(await removeHook(ports, c.req.param('id')))) throw notFound('webhook')
        return c.body(null, 204)
      },
    )
    .post(
      '/:id/rotate',
      route({
        summary: 'Make a new secret',
        says: 'Events are signed with both for a day.',
        answers: { 200: [withSecret, 'The webhook, with its new secret.'] },
        once: true,
      }),
      async (c) => {
        const secret = newHookSecret()
        const changed = await rotateHook(ports, c.req.param('id'), secret)
        if (!changed) throw notFound('webhook')
        unkept(c)
        return c.json({ ...view(accepted(changed)), secret })
      },
    )
    .post(
      '/:id/test',
      route({
        summary: 'Send a test event',
        says: 'Of the type `webhook.test`; to one that is switched off, too.',
        answers: { 202: [z.object({ queued: z.boolean() }), 'It is on its way.'] },
      }),
      async (c) => {
        if (!(await testHook(ports, c.req.param('id')))) throw notFound('webhook')
        return c.json({ queued: true }, 202)
      },
    )
    .get(
      '/:id/deliveries',
      route({
        summary: 'Read what it was told lately',
        answers: { 200: [z.object({ items: z.array(deliveryShape) }), 'Newest first.'] },
      }),
      async (c) => {
        const hook = await found(c.req.param('id'))
        return c.json({ items: (await ports.hooks.recent(hook.id, RECENT)).map(deliveryView) })
      },
    )
}
