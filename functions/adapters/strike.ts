/** As people and errors write them: the `@` as it is, or as a URL has it, encoded once or more. A slot (`08:00@Europe/Berlin`) is none. */
const anAddress =
  /[^\s<>"(),:;@[\]\\]{1,64}(?:@|%(?:25)*40)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+\p{L}(?:[\p{L}\p{N}-]{0,62})/gu

/** What is known by its beginning: signed links, our keys and the provider's, what webhooks are signed with and their signatures. */
const aToken =
  /\bv1\.[\w-]+\.[\w~-]{8,}(?:\.[\w-]*)?|\b(?:tid_|tidings_|whsec_)[\w+/=%-]{6,}|\bre_\w{8,}|\bv1a?(?:,|%(?:25)*2C)[\w+/=%-]{20,}/g

/** The link beside a code: a key's name and a signature. */
const aProof = /[\w-]{1,64}\.([\w-]{22})(?![\w-])/g
/** Names of sessions and attempts, keys, hashes: nothing else is as long and without words. */
const aRun = /[\w-]{32,}/g
/** The code that an editor signs in with. A column of a stack is none. */
const aCode = /(?<!:\d+:|[\w.#-])\d{6}(?![\w-])/g

const aUuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/
/** In words a capital begins at least three letters, and no small one stands alone beside a digit; the digits of a hash are letters, too. */
const isChance = (text: string): boolean =>
  /[A-Z](?![a-z]{2})|(?<=\d)[a-z](?![a-z])|(?<![A-Za-z])[a-z](?=[\dA-Z])/.test(text) || /^[\da-f]+$/i.test(text)

/** More is not looked at, and not shown: whatever a text is, this takes a few milliseconds at most. */
const MOST = 16_000

/**
 * The last net under T80: a text without addresses and without anything that opens something, of every shape that we make or
 * keep. Ids, times, names of functions and places in our sources stay.
 */
export const strike = (text: string): string =>
  withoutPiece(text.length > MOST ? wordsIn(text) : text)
    .replaceAll(anAddress, '(address)')
    .replaceAll(aToken, '(token)')
    .replaceAll(aProof, (proof, signature: string) => (isChance(signature) ? '(token)' : proof))
    .replaceAll(aRun, (run) => (isChance(run) && !aUuid.test(run) ? '(token)' : run))
    .replaceAll(aCode, '(code)')

/** What is whole at the beginning of a long text: half an address has no shape to know it by. */
function wordsIn(text: string): string {
  const begun = text.slice(0, MOST)
  return `${begun.slice(0, Math.max(begun.lastIndexOf(' '), begun.lastIndexOf('\n'), 0))}…`
}

/** `JSON.parse` shows a part of a text that it cannot read, for the same reason. */
function withoutPiece(text: string): string {
  const [from, to] = [text.indexOf('"'), text.lastIndexOf(' is not valid JSON')]
  return from >= 0 && from < to ? `${text.slice(0, from)}(text)${text.slice(to)}` : text
}
