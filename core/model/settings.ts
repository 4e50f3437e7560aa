import { LONGEST_SENDER, parseSender } from './digest.ts'
import { type Parsed, parsed, refusal, refusedLines } from './refusal.ts'
import { cleanText } from './text.ts'
import { type Publisher, parseTheme, type Theme, type ThemeInput } from './theme.ts'

/** What holds for every digest of the publisher. */
export type Settings = {
  readonly publisher: Publisher
  /** `Name <address>` */
  readonly from: string
  readonly replyTo: string
  /** Whether what the provider tells of opened mails and followed links is written down. It tells so only where its own tracking is on. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean }
  /** Whether the editors get a mail about each issue that has gone out. */
  readonly reports: boolean
}

export type SettingsInput = {
  publisher?:
    | {
        name?: string | undefined
        postalAddress?: string | undefined
        /** `null`: back to the looks of the house. */
        theme?: ThemeInput | null | undefined
      }
    | undefined
  from?: string | undefined
  replyTo?: string | undefined
  tracking?: { opens?: boolean | undefined; clicks?: boolean | undefined } | undefined
  reports?: boolean | undefined
}

export const noSettings: Settings = {
  publisher: { name: '', postalAddress: '' },
  from: '',
  replyTo: '',
  tracking: { opens: false, clicks: false },
  reports: false,
}

/** As they lie in a store. What an earlier version took as it came, with line breaks in it, is cleaned when it is read: no mail can be made of that (STD-26). */
export const settingsRead = (stored: Partial<Settings> | undefined): Settings => {
  const known = { ...noSettings, ...stored }
  return {
    ...known,
    publisher: { ...known.publisher, name: cleanText(known.publisher.name, 80) },
    from: cleanText(known.from, LONGEST_SENDER),
    replyTo: cleanText(known.replyTo, LONGEST_SENDER),
  }
}

/** The settings with some of them changed; every refusal names its field. */
export function parseSettings(input: SettingsInput, known: Settings): Parsed<Settings> {
  const refusals = refusedLines({ 'publisher.name': input.publisher?.name, from: input.from, replyTo: input.replyTo })
  const name = cleanText(input.publisher?.name ?? known.publisher.name, 80)
  const theme = themeOf(input.publisher?.theme, known.publisher, name)
  if (!theme.ok) refusals.push(...theme.refusals)
  const settings: Settings = {
    publisher: {
      name,
      postalAddress: cleanText(input.publisher?.postalAddress ?? known.publisher.postalAddress, 200),
      ...(theme.ok && theme.value ? { theme: theme.value } : {}),
    },
    from: cleanText(input.from ?? known.from, LONGEST_SENDER),
    replyTo: cleanText(input.replyTo ?? known.replyTo, LONGEST_SENDER),
    tracking: {
      opens: input.tracking?.opens ?? known.tracking.opens,
      clicks: input.tracking?.clicks ?? known.tracking.clicks,
    },
    reports: input.reports ?? known.reports,
  }
  for (const field of ['from', 'replyTo'] as const) {
    const isRefused = refusals.some((one) => one.field === field)
    if (input[field] !== undefined && !isRefused && !parseSender(input[field]))
      refusals.push(refusal(field, 'Write it as "Name <name@example.org>".'))
  }
  return refusals.length > 0 ? { ok: false, refusals } : parsed(settings)
}

function themeOf(input: ThemeInput | null | undefined, { theme }: Publisher, name: string): Parsed<Theme | undefined> {
  if (input === undefined) return parsed(theme)
  return input === null ? parsed(undefined) : parseTheme(input, theme, name)
}

const named: readonly (readonly [string, (settings: Settings) => unknown])[] = [
  ['name', ({ publisher }) => publisher.name],
  ['postal address', ({ publisher }) => publisher.postalAddress],
  ['look', ({ publisher }) => publisher.theme],
  ['sender', ({ from }) => from],
  ['reply address', ({ replyTo }) => replyTo],
  ['opens', ({ tracking }) => tracking.opens],
  ['clicks', ({ tracking }) => tracking.clicks],
  ['reports', ({ reports }) => reports],
]

/** What differs between the two, in words; never what it was or is, since addresses are among it. */
export const changesIn = (before: Settings, after: Settings): string[] =>
  named.filter(([, of]) => JSON.stringify(of(before)) !== JSON.stringify(of(after))).map(([name]) => name)

/** What is missing before anything may be sent (STD-63): law and readers want to know who writes. */
export function missingToSend(settings: Settings): string | undefined {
  if (settings.publisher.postalAddress === '') return 'No postal address is set: every mail has to carry one.'
  if (settings.publisher.name === '') return "The publisher's name is not set."
  if (!parseSender(settings.from)) return 'No sender is set.'
  if (!parseSender(settings.replyTo)) return 'No reply address is set.'
  return undefined
}
