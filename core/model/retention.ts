import { DAY, HOUR } from './time.ts'

/** How long things are kept, in milliseconds, in one place (STD-61, STD-62). What is not here is kept until somebody deletes it, or a reader has themself erased. */
export const retention = {
  /** Sign-ups that nobody has confirmed. */
  unconfirmed: 14 * DAY,
  /** A letter after it was written, without its address: to answer questions. */
  letters: 48 * HOUR,
  /** What readers have written to the editors. */
  comments: 180 * DAY,
  /** Events of the provider: longer than any is repeated. */
  events: 31 * DAY,
  /** Batches of an issue, without addresses once it is finished, and what came of them. */
  batches: 90 * DAY,
  /** Which article an entry of a feed became: longer than feeds keep what is old, and than one that is followed again was not. */
  entries: 400 * DAY,
  /** An editor's lift that the mail provider would not hear of. */
  lifts: 30 * DAY,
  /** What was answered to a request that its caller has given a name. */
  repeats: DAY,
  /** The rows of a list that have not had their turn: three days to be looked at, and one to be taken in. */
  lists: 4 * DAY,
  /** How a list went, row by row. */
  imports: 7 * DAY,
  /** Who did what in the console and by the API. */
  audit: 3 * 366 * DAY,
  /** What others were told of, once it has arrived or come to nothing. */
  deliveries: 30 * DAY,
} as const
