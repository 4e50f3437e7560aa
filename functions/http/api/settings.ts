import { Hono } from 'hono'
import * as z from 'zod'
import { changesIn, parseSettings, type Settings } from '../../../core/model/settings.ts'
import { LEAST_CONTRAST, MOST_LOGO } from '../../../core/model/theme.ts'
import { rulesInUse, type Zones } from '../../../core/model/zones.ts'
import { noted } from '../acting.ts'
import { accepted } from '../problem.ts'
import type { ApiPorts } from './api.ts'
import { route, type Shown } from './route.ts'

const sender = z.string().max(500)
const colour = z.string().max(20)
const pixels = z.int().min(1).max(2_000)
const themePatch = z
  .strictObject({
    logo: z
      .strictObject({ url: z.string().max(2_000), width: pixels, height: pixels, alt: z.string().max(500) })
      .partial()
      .nullable(),
    accent: z.strictObject({ light: colour, dark: colour }).partial().nullable(),
  })
  .partial()
  .meta({
    id: 'ThemeChange',
    description: `\`null\`, for any part of it: the looks of the house. Text in the colour has to have a contrast of ${LEAST_CONTRAST}:1; a refusal names the nearest that has. Without \`dark\` it is the nearest tint of \`light\`. A logo is a PNG, at most ${MOST_LOGO.width} pixels wide and ${MOST_LOGO.height} high.`,
    examples: [{ accent: { light: '#0b5c6b' } }],
  })
const patch = z
  .strictObject({
    publisher: z
      .strictObject({ name: z.string().max(2_000), postalAddress: z.string().max(2_000), theme: themePatch.nullable() })
      .partial(),
    from: sender,
    replyTo: sender,
    tracking: z.strictObject({ opens: z.boolean(), clicks: z.boolean() }).partial(),
    reports: z.boolean(),
  })
  .partial()
  .meta({
    id: 'SettingsChange',
    examples: [
      { publisher: { name: 'The Harbour Post', postalAddress: '1 Quay, Port' }, from: 'The Post <post@example.org>' },
    ],
  })

const settingsShape = z
  .object({
    publisher: z.object({
      name: z.string(),
      postalAddress: z.string().meta({ description: 'Without one nothing is sent: every mail has to carry it.' }),
      theme: z
        .object({
          logo: z.object({ url: z.string(), width: z.int(), height: z.int(), alt: z.string() }).optional(),
          accent: z.object({ light: z.string(), dark: z.string() }).optional(),
        })
        .optional()
        .meta({ description: 'What mails look like, from the next issue on.' }),
    }),
    from: z.string().meta({ description: 'Who writes, unless a digest says otherwise.' }),
    replyTo: z.string(),
    tracking: z
      .object({ opens: z.boolean(), clicks: z.boolean() })
      .meta({ description: 'Whether what the provider tells of opened mails and followed links is written down.' }),
    reports: z.boolean().meta({ description: 'Whether the editors get a mail about each issue that has gone out.' }),
    zoneRules: z
      .object({ release: z.string(), origin: z.enum(['ours', 'runtime']), released: z.string().optional() })
      .meta({
        description:
          'By which release of the IANA time zone database clocks are read here, whose it is, and when it came out. Not to be set: it comes with a deploy.',
        examples: [{ release: '2026f', origin: 'ours', released: '2026-10-27' }],
      }),
  })
  .meta({ id: 'Settings' })
const view = (
  zones: Zones,
  { publisher, from, replyTo, tracking, reports }: Settings,
): Shown<typeof settingsShape> => ({
  publisher,
  from,
  replyTo,
  tracking,
  reports,
  zoneRules: rulesInUse(zones),
})

export function settings(ports: ApiPorts) {
  return new Hono()
    .get(
      '/',
      route({ summary: 'Read the settings', answers: { 200: [settingsShape, 'What holds for every digest.'] } }),
      async (c) => c.json(view(ports.zones, await ports.settings.get())),
    )
    .patch(
      '/',
      route({
        summary: 'Change the settings',
        says: 'What is left out stays.',
        body: patch,
        answers: { 200: [settingsShape, 'The settings, as they are now.'] },
      }),
      async (c) => {
        const known = await ports.settings.get()
        const changed = accepted(parseSettings(c.req.valid('json'), known))
        await ports.settings.put(changed)
        noted(c, { note: changesIn(known, changed).join(', ') })
        ports.log('settings.changed')
        return c.json(view(ports.zones, changed))
      },
    )
}
