/** Two workers at one issue, one reader who does something meanwhile, time that may jump, and perhaps a death: a small world whose every run can be looked at. */
export type SmallWorld = {
  readonly readers: number
  readonly does: 'leave' | 'move' | 'nothing'
  /** How many deaths may happen, at any effect, before it or after it with the answer lost. */
  readonly crashes: 0 | 1 | 2
  /** Once, at any moment, so many minutes pass: over 2 a lease is over, over 5 a retry is late. */
  readonly minutes: 0 | 3 | 7
  /** How many readers a batch holds; one, where it is not said. */
  readonly batch?: number
  /** Who has gone on, effect by effect, before the orders begin to differ. */
  readonly after?: readonly string[]
}

/** Somebody has claimed a batch of two and stands still before its request, one of the two leaves, and seven minutes pass: another takes it over. */
export const takenOver: SmallWorld = {
  readers: 2,
  does: 'leave',
  crashes: 0,
  minutes: 7,
  batch: 2,
  after: [...Array<string>(9).fill('one'), 'ada', 'ada', 'time'],
}
