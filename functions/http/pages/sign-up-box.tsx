/** @jsxImportSource hono/jsx */
import { type Digest, firstEdition } from '../../../core/model/digest.ts'
import { forReaders, isInReadersZones } from '../../../core/model/schedule.ts'
import { capital } from '../../../core/model/text.ts'
import type { Frame } from './notices.tsx'
import { AddressPart, subscribePath } from './sign-up.tsx'
import { type Learnt, pageWords } from './words/words.ts'

type Props = {
  readonly frame: Frame
  /** The language that the page was asked for in, if it was: the mails' too. */
  readonly asked: string
  /** Those that may be signed up for here; none: the front page has what there is. */
  readonly digests: readonly Digest[]
  /** The page it stands on, as the record of consent names it. */
  readonly from: string
}

/** The front door on another page: one digest, or a few to choose from, with all of their topics. The same rules, and the same answer. */
export function SignUpBox({ frame, asked, digests, from }: Props) {
  const { issue, signUp: say, web } = pageWords(frame.locale)
  const [only] = digests
  if (!only)
    return (
      <p class="ui gap">
        <a href="/">{issue.getMore}</a>
      </p>
    )
  const asksZone = digests.some(({ editions }) => editions.some(({ schedule }) => isInReadersZones(schedule)))
  return (
    <section class="box" aria-labelledby="sign-up">
      <h2 id="sign-up">{digests.length === 1 ? issue.get(only.name) : issue.getMore}</h2>
      <form method="post" action={subscribePath(asked)} data-wait={say.wait} data-wait-longer={say.waitLonger}>
        <input type="hidden" name="form" value={from} />
        {digests.length === 1 ? (
          <>
            <p class="soft ui rhythm">{rhythmOf(only, frame.locale)}</p>
            <input type="hidden" name="digest" value={only.id} />
          </>
        ) : (
          <fieldset class="plain">
            <legend class="unseen">{say.digests}</legend>
            {digests.map((digest) => (
              <label class="one ui">
                <input type="checkbox" name="digest" value={digest.id} />
                <span>
                  <b class="serif">{digest.name}</b>
                  <small class="soft">{rhythmOf(digest, frame.locale)}</small>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <AddressPart {...{ frame, asked }} />
        {asksZone ? <p class="soft ui" data-clock={say.clock} hidden></p> : ''}
      </form>
      <p class="ui choose">
        <a href="/">{web.choose}</a>
      </p>
    </section>
  )
}

const rhythmOf = (digest: Digest, locale: Learnt): string =>
  pageWords(locale).common.rhythm(capital(forReaders(firstEdition(digest).schedule, locale), locale), '')
