import { Hono } from 'hono'
import * as z from 'zod'
import {
  endpointTrouble,
  type Looked,
  type Standing,
  sayUnknown,
  type Usage,
  type Window,
} from '../../../core/model/account.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'

const unknown = z.string().optional().meta({ description: 'Why it is not known, as a sentence.' })
const window = z
  .object({
    used: z.int(),
    limit: z.int().nullable().optional().meta({ description: '`null`: there is none. Left out: not known.' }),
    resetsAt: z.string().optional(),
  })
  .optional()
const providerShape = z
  .object({
    usage: z.object({ at: z.string().optional(), daily: window, monthly: window, unknown }),
    silence: z.object({ since: z.string(), askedAt: z.string(), said: z.string() }).optional().meta({
      description:
        'While mails have waited for its answer for a quarter of an hour or more: since when, when it was asked last, and what came then.',
    }),
    shortfalls: z
      .array(
        z.object({
          digest: z.string(),
          edition: z.string(),
          slotAt: z.string(),
          readers: z.int(),
          leftOut: z.int(),
          quota: z.enum(['daily', 'monthly']),
          limit: z.int(),
          until: z.string(),
        }),
      )
      .meta({ description: 'Sends of the next two days that do not fit into what is left of the quota.' }),
    reports: z.object({
      at: z.string().optional(),
      status: z.enum(['well', 'missing', 'disabled', 'lacks', 'unknown']),
      says: z.string().optional(),
      looked: z.int(),
      asked: z.int().meta({ description: 'Events that were missed, and asked for again.' }),
      sweptAt: z.string().optional(),
      unknown,
    }),
    list: z.object({
      listed: z.int(),
      known: z.int(),
      stopped: z.int(),
      mirroredAt: z.string().optional(),
      lifts: z.int().meta({ description: 'Lifts of editors that have not reached it yet.' }),
      failing: z.int(),
      unknown,
    }),
  })
  .meta({ id: 'Provider' })

const windowOf = (given: Window | undefined) =>
  given && {
    used: given.used,
    ...(given.limit === undefined ? {} : { limit: given.limit }),
    ...(given.resetsAt ? { resetsAt: given.resetsAt } : {}),
  }

function usageOf(usage: Looked<Usage> | undefined) {
  if (!usage) return {}
  if ('unknown' in usage) return { at: usage.at, unknown: sayUnknown(usage.unknown) }
  const [daily, monthly] = [windowOf(usage.said.daily), windowOf(usage.said.monthly)]
  return { at: usage.at, ...(daily ? { daily } : {}), ...(monthly ? { monthly } : {}) }
}

function reportsOf({ endpoint, sweep }: Standing) {
  const { looked, asked, sweptAt } = sweep
  const swept = { looked, asked, ...(sweptAt ? { sweptAt } : {}) }
  if (!endpoint) return { status: 'unknown', ...swept } as const
  if ('unknown' in endpoint)
    return { at: endpoint.at, status: 'unknown', unknown: sayUnknown(endpoint.unknown), ...swept } as const
  const says = endpointTrouble(endpoint.said)
  return { at: endpoint.at, status: endpoint.said.kind, ...(says ? { says } : {}), ...swept }
}

type Open = Awaited<ReturnType<ApiPorts['standing']['open']>>
const view = ({ standing, lifts }: Open): Shown<typeof providerShape> => {
  const { listed, known, stopped, mirroredAt, failed } = standing.mirror
  return {
    usage: usageOf(standing.usage),
    ...(standing.silence ? { silence: standing.silence } : {}),
    shortfalls: standing.shortfalls.map(({ zone: _, ...one }) => one),
    reports: reportsOf(standing),
    list: {
      listed,
      known,
      stopped,
      ...(mirroredAt ? { mirroredAt } : {}),
      lifts: lifts.length,
      failing: lifts.filter(({ why }) => why !== undefined).length,
      ...(failed ? { unknown: sayUnknown(failed.why) } : {}),
    },
  }
}

/** How we stand with the mail provider, as last looked at: reading it asks nothing there. */
export function provider(ports: ApiPorts) {
  const shown = async () => view(await ports.standing.open())
  return new Hono()
    .get(
      '/',
      route({
        summary: 'See how we stand with the mail provider',
        says: 'As it was last looked at. What could not be learnt says why, and is never zero.',
        answers: { 200: [providerShape, 'Its quotas, its reports, its list.'] },
      }),
      async (c) => c.json(await shown()),
    )
    .post(
      '/look',
      route({
        summary: 'Have all of it looked at anew',
        says: 'Within five minutes. What is answered is as it was before.',
        answers: { 202: [providerShape, 'It will be.'] },
      }),
      async (c) => {
        await ports.standing.ask(ports.now())
        return c.json(await shown(), 202)
      },
    )
}
