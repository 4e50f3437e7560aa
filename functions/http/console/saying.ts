import type { LinkSigner } from '../../../core/model/link.ts'
import { epochMs, type Instant, MINUTE } from '../../../core/model/time.ts'
import type { Ports } from '../../../core/ports.ts'

/** What was done a moment ago, in the console's own words; `undo`: what a page needs to offer to take it back. */
export type Said = { readonly said: string; readonly undo?: string | undefined }

/** Carries a sentence of the console's from one of its answers to the page that this leads to. */
export type Saying = {
  /** As it stands in the address. */
  say(what: Said): string
  /** Undefined: the console has not said it, or not to this session, or not a moment ago. */
  heard(token: string): Said | undefined
}

/** From the answer to the page is a moment; somebody may load it again. */
const SAID_WITHIN = 10 * MINUTE
/** No more than a sentence, and no more than `undo` of a hundred articles is. */
const LONGEST_SAID = 200
const LONGEST_UNDO = 8_000

/**
 * Sentences in an address are the console's own: signed, for one session, for some minutes. So nobody makes the console say
 * anything by a link: neither words of theirs, nor true ones of another day, nor what was said to somebody else.
 */
export function sayingTo(
  ports: Pick<Ports, 'now'> & { readonly links: Pick<LinkSigner, 'sign' | 'verify' | 'currentKey'> },
  session: string,
): Saying {
  const whose = session.slice(0, 16).replaceAll(/[^A-Za-z0-9]/g, '-')
  return {
    say({ said, undo }) {
      const words = JSON.stringify([said.slice(0, LONGEST_SAID), ...(undo ? [undo.slice(0, LONGEST_UNDO)] : [])])
      const at = epochMs(ports.now()).toString(36)
      const payload = [Buffer.from(words).toString('base64url'), whose, at].join('~')
      return ports.links.sign('said', payload, ports.links.currentKey)
    },
    heard(token) {
      const [words = '', who, at = ''] = ports.links.verify('said', token)?.split('~') ?? []
      if (who !== whose || !isOf(at, ports.now())) return undefined
      const [said, undo] = JSON.parse(Buffer.from(words, 'base64url').toString()) as [string, string?]
      return { said, undo }
    },
  }
}

function isOf(at: string, now: Instant): boolean {
  const age = epochMs(now) - Number.parseInt(at, 36)
  return age >= 0 && age <= SAID_WITHIN
}
