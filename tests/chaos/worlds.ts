/** Two workers at one issue, one reader or editor who does something meanwhile, time that may jump, and perhaps a death: a small world whose every run can be looked at. */
export type SmallWorld = {
  readonly readers: number
  /** A reader leaves, or moves to another zone; or an editor pauses the issue, and resumes it. */
  readonly does: 'leave' | 'move' | 'pause' | 'nothing'
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

/** Those of which `npm run chaos -- --exhaustive` plays every order. Where time passes a lease is over, or a retry late. */
export const worlds: readonly (readonly [name: string, SmallWorld])[] = [
  ['2 readers, one may leave, one death', { readers: 2, does: 'leave', minutes: 0, crashes: 1 }],
  ['3 readers, one may leave, one death', { readers: 3, does: 'leave', minutes: 0, crashes: 1 }],
  ...([3, 7] as const).flatMap((minutes): [string, SmallWorld][] => [
    [`a reader who may leave, ${minutes} minutes, one death`, { readers: 1, does: 'leave', minutes, crashes: 1 }],
    [`2 readers, one may leave, ${minutes} minutes`, { readers: 2, does: 'leave', minutes, crashes: 0 }],
  ]),
  ['2 readers in one batch, one may leave, 7 minutes', { readers: 2, does: 'leave', minutes: 7, crashes: 0, batch: 2 }],
  ['a batch taken over from one that stands still, one death', { ...takenOver, crashes: 1 }],
  ['2 readers, an editor pauses and resumes', { readers: 2, does: 'pause', minutes: 0, crashes: 0 }],
  ['a reader, an editor pauses and resumes, one death', { readers: 1, does: 'pause', minutes: 0, crashes: 1 }],
  ['a reader who may move, one death', { readers: 1, does: 'move', minutes: 0, crashes: 1 }],
  ['2 readers, one may move', { readers: 2, does: 'move', minutes: 0, crashes: 0 }],
]

/** The scenarios of three digests, one of which nobody can send. */
export const ill = [
  'one digest throws, and the others go out',
  'one digest kills whoever sends it, and the others go out',
  'one digest hangs, and the others go out',
] as const
