/** Why the service does not start, in one sentence that says what to do about it. Shown as it is, without a stack trace. */
export class CannotStart extends Error {}

export const cannotStart = (sentence: string): never => {
  throw new CannotStart(sentence)
}
