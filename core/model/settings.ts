import { parseSender } from './digest.ts'
import { type Parsed, parsed, type Refusal, refusal } from './refusal.ts'
import { cleanText } from './text.ts'

/** What holds for every digest of the publisher. */
export type Settings = {
  readonly publisher: { readonly name: string; readonly postalAddress: string }
  /** `Name <address>` */
  readonly from: string
  readonly replyTo: string
}

export type SettingsInput = {
  publisher?: { name?: string | undefined; postalAddress?: string | undefined } | undefined
  from?: string | undefined
  replyTo?: string | undefined
}

export const noSettings: Settings = { publisher: { name: '', postalAddress: '' }, from: '', replyTo: '' }

/** The settings with some of them changed; every refusal names its field. */
export function parseSettings(input: SettingsInput, known: Settings): Parsed<Settings> {
  const refusals: Refusal[] = []
  const settings: Settings = {
    publisher: {
      name: cleanText(input.publisher?.name ?? known.publisher.name, 80),
      postalAddress: cleanText(input.publisher?.postalAddress ?? known.publisher.postalAddress, 200),
    },
    from: input.from ?? known.from,
    replyTo: input.replyTo ?? known.replyTo,
  }
  for (const field of ['from', 'replyTo'] as const) {
    if (input[field] !== undefined && !parseSender(input[field]))
      refusals.push(refusal(field, 'Write it as "Name <name@example.org>".'))
  }
  return refusals.length > 0 ? { ok: false, refusals } : parsed(settings)
}

/** What is missing before anything may be sent (STD-63): law and readers want to know who writes. */
export function missingToSend(settings: Settings): string | undefined {
  if (settings.publisher.postalAddress === '') return 'No postal address is set: every mail has to carry one.'
  if (settings.publisher.name === '') return "The publisher's name is not set."
  if (!parseSender(settings.from)) return 'No sender is set.'
  if (!parseSender(settings.replyTo)) return 'No reply address is set.'
  return undefined
}
