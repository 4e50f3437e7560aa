import type { Rule } from './auditor.ts'
import type { Patch } from './bundle.ts'
import { kept } from './kept.ts'
import type { Schedule } from './play.ts'
import type { Job } from './work.ts'
import { ill, takenOver } from './worlds.ts'

/**
 * Small sabotages of our own code, each of which the suite has to notice: a suite that passes over a
 * broken promise proves nothing about a kept one. Each is a change to a file's text, made while it is bundled.
 */
export type Saboteur = {
  readonly name: string
  readonly patches: readonly Patch[]
  /** Any of these invariants may be the one that breaks. */
  readonly breaks: readonly Rule[]
  /** Where to look, if not at every effect and some seeds of the usual scenarios. */
  /** `table`: what is sabotaged is the real store, so it is played on that. */
  readonly on?: 'table'
  /** It shows only where the table is as hard as on AWS. */
  readonly hard?: true
  readonly look?: Partial<
    Pick<Extract<Job, { kind: 'hunt' }>, 'schedules' | 'worlds' | 'scenarios' | 'faults' | 'seeds'>
  >
}

const MORNINGS = 'two mornings'
const BATCHES = 'three readers in two batches'
const SIGN_UP = 'from the sign-up to the digest'
const HELD = 'held until its slot'
const PERSON = 'waiting for a person'
const BOUNCES = 'bounces and complaints'
const SILENCE = 'a day of silence'
const MISSED = 'once more to those who missed it'
const TWO_PACED = 'two digests at a measured pace'
const change = (file: string, find: string, put: string): Patch => ({ file, find, put })

const noDeadline = change(
  'core/model/deadline.ts',
  'leftMs < LEAST_PATIENCE ? undefined : Math.min(PATIENCE, leftMs)',
  'leftMs > Number.POSITIVE_INFINITY ? undefined : PATIENCE',
)
/** Nobody has an answer for ten minutes, from before the first request on or between two. */
const hanging: readonly Schedule[] = [false, true].flatMap((afterAccept) =>
  [0, 29].map(
    (at): Schedule => ({ scenario: BATCHES, faults: [{ at, fault: { kind: 'hang', ms: 600_000, afterAccept } }] }),
  ),
)
/** The second claim among them, while the first batch is under way. */
const claimsThatFail: readonly Schedule[] = Array.from({ length: 20 }, (_, n) => ({
  scenario: BATCHES,
  fates: { [20 + n]: 'fail-before' },
}))
/** Of whoever sends, in the middle of it. */
const deaths: readonly Schedule[] = Array.from({ length: 20 }, (_, n) => ({
  scenario: BATCHES,
  fates: { [18 + n]: 'crash-after' },
}))
/**
 * A worker is refused and waits, with a clock behind the others'; meanwhile somebody leaves, and another takes the issue over.
 * At which effect each of it happens shifts with whatever a flow reads or writes more: some of these meet the moment.
 */
const waitedOut: readonly Schedule[] = Array.from({ length: 600 }, (_, n): Schedule => {
  const by = (n % 25) - 8
  const later = Math.floor(n / 25)
  return {
    scenario: MORNINGS,
    order: 683,
    fates: { [20 + by]: 'fail-before', [35 + by]: 'fail-after', [36 + by]: 'crash-after' },
    acts: [
      { at: 56 + by + 2 * (later % 6), act: 'leave ada' },
      { at: 73 + by + 4 * Math.floor(later / 6), act: 'tick' },
    ],
    faults: [{ at: 5, fault: { kind: '429', afterAccept: false, times: 2, ms: 1000 } }],
    queue: { lose: [1], twice: [], late: {} },
    skews: [0, 110_000, -110_000],
  }
})
/** An editor who pauses and goes on, at some moment. */
const pauses: readonly Schedule[] = Array.from({ length: 200 }, (_, n) => ({
  scenario: BATCHES,
  acts: [{ at: 14 + (n % 20), act: 'breathe' }],
}))
/** JSON that is no error of the provider's; and one in place of a success, after which nobody comes by for a day. */
const strangeAnswers: readonly Schedule[] = [
  ...[null, [], 'oops', 0].map(
    (body): Schedule => ({ scenario: BATCHES, faults: [{ at: 0, fault: { kind: 'json-error', body } }] }),
  ),
  { scenario: SILENCE, faults: [{ at: 0, fault: { kind: 'json-error', body: {}, afterAccept: true, on: 'batch' } }] },
]

export const saboteurs: readonly Saboteur[] = [
  {
    name: 'no idempotency key',
    patches: [change('functions/adapters/resend.ts', "'Idempotency-Key': key", "'X-Key': key")],
    breaks: ['I1', 'I13', 'I11', 'I2'],
  },
  {
    name: 'an idempotency key of the moment',
    patches: [
      change(
        'core/flows/send-batch.ts',
        'const key = idempotencyKey(issue.frozen.installation, issue.id, batch.n)',
        'const key = `${idempotencyKey(issue.frozen.installation, issue.id, batch.n)}/${ports.now()}`',
      ),
    ],
    breaks: ['I1'],
  },
  {
    name: 'a claim that does not look whether somebody else has claimed',
    patches: [
      change(
        'tests/support/memory/issues.ts',
        "|| known.ended || known.cursor !== cursor || known.after !== after) return 'lost'",
        ") return 'lost'",
      ),
      change('tests/support/memory/issues.ts', "if (!isFree(known.lease, worker, now)) return 'lost'", ''),
    ],
    breaks: ['I1', 'I2', 'I10', 'I11', 'I12'],
    look: { worlds: [{ readers: 2, does: 'nothing', crashes: 0, minutes: 0 }] },
  },
  {
    name: 'a claim that does not look at who has left',
    patches: [
      change(
        'functions/adapters/issues/claim.ts',
        "asRead === undefined ? 'attribute_not_exists(#n)' : '#n = :n'",
        "'attribute_exists(#pk) OR attribute_not_exists(#pk)'",
      ),
    ],
    breaks: ['I3', 'I7'],
    on: 'table',
  },
  {
    name: 'an epoch read after the rows instead of before',
    patches: [
      change('core/flows/send-issue.ts', 'epoch: reading.epoch,', 'epoch: await ports.audience.epoch(issue.digest),'),
    ],
    breaks: ['I3', 'I7'],
  },
  {
    name: 'an audience read as it was a moment ago',
    patches: [
      change(
        'tests/support/memory/subscribers.ts',
        'for (const row of change.delete) readersOf(row.digest).rows.delete(rowKey(row))',
        'for (const row of change.delete) late.push(() => readersOf(row.digest).rows.delete(rowKey(row)))',
      ),
      change(
        'tests/support/memory/subscribers.ts',
        'export function subscribersIn',
        'const late: (() => unknown)[] = []\nexport function subscribersIn',
      ),
      change(
        'tests/support/memory/subscribers.ts',
        'return { rows: keys.map(',
        'setImmediate(() => late.splice(0).map((go) => go()))\n    return { rows: keys.map(',
      ),
    ],
    breaks: ['I3', 'I7', 'I2', 'I11', 'I8'],
  },
  {
    name: 'settled before it is posted',
    patches: [
      change(
        'core/flows/send-batch.ts',
        'const answer = await ports.mail.batch(body, key, ',
        'await settle(ports, desk, batch, { sent: to.length, skipped: gone.size, unknown: 0, failed: [] })\n        const answer = await ports.mail.batch(body, key, ',
      ),
    ],
    breaks: ['I2', 'I11'],
  },
  {
    name: 'collected by a bare window of time',
    patches: [change('core/model/issue.ts', 'readFrom: plus(cut.sentCut, -OVERLAP) }', 'readFrom: cut.sentCut }')],
    breaks: ['I5'],
    look: { scenarios: [MORNINGS], seeds: 2_000 },
  },
  {
    name: 'collected without leaving out what the last issue held',
    patches: [change('core/flows/gather.ts', 'const held = await heldBefore(ports, cut)', 'const held: never[] = []')],
    breaks: ['I5'],
    look: { scenarios: [MORNINGS] },
  },
  {
    name: 'rendered at every send instead of once',
    patches: [
      change('core/flows/desk.ts', 'if (frozen !== undefined) return frozen', 'if (frozen === "never") return frozen'),
      change(
        'tests/support/memory/issues.ts',
        'if (!shelf.bodies.has(key)) shelf.bodies.set(key, template)',
        'shelf.bodies.set(key, template)',
      ),
    ],
    breaks: ['I10', 'I8', 'I11', 'I12'],
    look: {
      // The first requests are taken and not answered; sooner or later after that comes a deploy.
      schedules: Array.from({ length: 60 }, (_, n) => ({
        scenario: BATCHES,
        acts: [{ at: 20 + n, act: 'deploy' }],
        faults: [{ at: 1, fault: { kind: '503', afterAccept: true, times: 3 + (n % 6) } }],
      })),
    },
  },
  {
    name: 'links signed with the key of the moment',
    patches: [
      change(
        'core/flows/desk.ts',
        'leavePayload(id, issue.digest, named && issue.id), keyId)',
        'leavePayload(id, issue.digest, named && issue.id), ports.links.currentKey)',
      ),
    ],
    breaks: ['I10'],
    look: {
      // As above, and it is the key that changes.
      schedules: Array.from({ length: 40 }, (_, n) => ({
        scenario: BATCHES,
        acts: [{ at: 20 + n, act: 'rotate' }],
        faults: [{ at: 1, fault: { kind: '503', afterAccept: true, times: 8 } }],
      })),
    },
  },
  {
    name: 'a batch that fails as a whole for one bad address',
    patches: [
      change('functions/adapters/resend.ts', "'x-batch-validation': 'permissive'", "'x-batch-validation': 'strict'"),
    ],
    breaks: ['I2', 'I12', 'I11'],
    look: { scenarios: ['an address that the provider refuses'] },
  },
  {
    name: 'an event that is not remembered',
    patches: [
      change(
        'functions/adapters/subscribers/save.ts',
        "seen: put({ ...keys.seen(event.id), expiresAt }, isGone, { ':now': nowSeconds(table.now()) }),",
        'seen: put({ ...keys.seen(event.id), expiresAt }),',
      ),
    ],
    breaks: ['I11'],
    on: 'table',
    look: {
      schedules: [
        {
          scenario: 'bounces and complaints',
          faults: [{ at: 0, fault: { kind: 'webhook-duplicate', times: 9, n: 2 } }],
        },
      ],
    },
  },
  {
    name: 'a complaint that stops nobody',
    patches: [
      change(
        'core/model/setback.ts',
        "case 'complaint':\n      return stop(setback, subscriber, known, 'complained')",
        "case 'complaint':\n      return {}",
      ),
    ],
    breaks: ['I7'],
  },
  {
    name: 'a bounce understood by what the provider says of it to the sender',
    patches: [
      change(
        'functions/http/provider-event.ts',
        'const codes = listOf(bounce.diagnosticCode).flatMap',
        'const codes = listOf(bounce.message).flatMap',
      ),
      change('core/model/bounce.ts', "'spamhaus|blocked using|", "'policy|blocked|reputation|spamhaus|"),
    ],
    breaks: ['I7'],
    look: { scenarios: [BOUNCES] },
  },
  {
    name: 'soft bounces that add up over a lifetime',
    patches: [
      change('core/flows/what-lies-between.ts', 'if (!mayEndIt(bounces)) return breaks', 'if (issue) return breaks'),
    ],
    breaks: ['I2'],
    look: { scenarios: ['soft bounces over weeks'] },
  },
  {
    name: "complaints about other people's mail",
    patches: [
      change(
        'core/flows/hear-event.ts',
        "if (!event.garbled && (await whose(event)) === 'foreign') {",
        "if (!event.garbled && (await whose(event)) === 'foreign' && !isSetback(event.type)) {",
      ),
    ],
    breaks: ['I2'],
    look: { schedules: [{ scenario: BOUNCES, acts: [{ at: 5, act: 'stranger ada' }] }] },
  },
  {
    name: 'a confirmation by looking (GET)',
    patches: [
      change(
        'functions/http/site/confirming.tsx',
        "app.get('/confirm/:token', async (c) => {\n    const found = await readConfirmation(ports, c.req.param('token'))",
        "app.get('/confirm/:token', async (c) => {\n    const found = c.req.method === 'GET' ? await confirm(ports, c.req.param('token'), {}) : await readConfirmation(ports, c.req.param('token'))",
      ),
    ],
    breaks: ['I4', 'I15'],
    look: { scenarios: [SIGN_UP] },
  },
  {
    name: 'a confirmation by a scanner (HEAD)',
    patches: [
      change(
        'functions/http/site/confirming.tsx',
        "app.get('/confirm/:token', async (c) => {\n    const found = await readConfirmation(ports, c.req.param('token'))",
        "app.get('/confirm/:token', async (c) => {\n    const found = c.req.raw.method === 'HEAD' ? await confirm(ports, c.req.param('token'), {}) : await readConfirmation(ports, c.req.param('token'))",
      ),
    ],
    breaks: ['I4', 'I15'],
    look: { scenarios: [SIGN_UP] },
  },
  {
    name: 'a link checked by its beginning alone',
    patches: [
      change(
        'functions/adapters/links.ts',
        'return ours.length === theirs.length && timingSafeEqual(ours, theirs) ? payload : undefined',
        'return ours[0] === theirs[0] ? payload : undefined',
      ),
    ],
    breaks: ['I8'],
  },
  {
    name: 'a refused address posted again and again',
    patches: [
      change(
        'functions/adapters/resend-answers.ts',
        'const each = new Set(',
        "if (refused.length > 0) return { kind: 'too-fast', waitMs: 1000 }\n  const each = new Set(",
      ),
    ],
    breaks: ['I12', 'I2'],
    look: { scenarios: ['an address that the provider refuses'] },
  },
  {
    name: 'no end to trying after 23 hours',
    patches: [
      change(
        'core/model/issue.ts',
        "if (age >= LAST_RETRY) return 'give-up'",
        "if (age >= LAST_RETRY * 100) return 'give-up'",
      ),
    ],
    breaks: ['I1'],
    look: { scenarios: ['a day of silence'] },
  },
  {
    // Where a function ends in time, nobody waits for so long: this is for a host whose clock stands still.
    name: 'a wait after which nobody looks',
    patches: [
      noDeadline,
      change(
        'core/model/issue.ts',
        'between(begun, now) < SAME_REQUEST && (standing ?? []).length === leftOut.length',
        'begun <= now || true',
      ),
    ],
    breaks: ['I10'],
    look: { schedules: [...kept.map(({ schedule }) => schedule), ...waitedOut] },
  },
  {
    name: 'a request that came too late taken for a riddle',
    patches: [
      change(
        'core/flows/send-batch.ts',
        "(await ports.issues.leftOut(desk.issue.id, batch.n)) ? 'open' : giveUp(ports, desk, batch)",
        'giveUp(ports, desk, batch)',
      ),
    ],
    breaks: ['I11'],
    look: { worlds: [takenOver] },
  },
  {
    name: 'unknown taken for sent',
    patches: [
      change(
        'core/flows/send-batch.ts',
        'settle(ports, desk, batch, { sent: 0, skipped: 0, unknown: readers, failed: [] })',
        'settle(ports, desk, batch, { sent: readers, skipped: 0, unknown: 0, failed: [] })',
      ),
    ],
    breaks: ['I2', 'I11'],
    look: { scenarios: ['a day of silence'] },
  },
  {
    name: 'wall times at a fixed distance from UTC',
    patches: [
      change(
        'core/model/zones.ts',
        'if (before === after) return { at: wall - before }',
        "if (zone === 'Europe/Berlin') return { at: wall - DAY / 24 }\n  if (before === after) return { at: wall - before }",
      ),
    ],
    breaks: ['I6'],
    look: { scenarios: ['the week the clocks change'] },
  },
  {
    name: 'plans that stay as they were when the zone rules change',
    patches: [change('core/flows/tick.ts', 'done.replanned += await planAnew(ports)', 'void planAnew')],
    breaks: ['I6'],
    look: { scenarios: ['the zone rules change'] },
  },
  {
    name: 'a slot that may have two issues',
    patches: [
      change(
        'functions/adapters/issues/open.ts',
        "slot: put({ ...keys.slot(issue.digest, issue.edition, issue.slot.name), ...line }, 'attribute_not_exists(#pk)'),",
        'slot: put({ ...keys.slot(issue.digest, issue.edition, `${issue.slot.name} ${issue.id}`), ...line }),',
      ),
      change(
        'functions/adapters/issues/open.ts',
        "`${asRead('lastIssue')} AND ${asRead('sentIssue')}`",
        "'attribute_exists(#pk) OR attribute_not_exists(#pk)'",
      ),
    ],
    breaks: ['I6', 'I1', 'I5'],
    on: 'table',
    look: { schedules: [{ scenario: BATCHES, order: 5, acts: [{ at: 2, act: 'tick' }] }] },
  },
  {
    name: 'the cursor moved on before the batch is kept',
    patches: [
      change(
        'functions/adapters/issues/claim.ts',
        'const refused = await transact(table, {',
        "if (!(await write(table, progressOf(claim)))) return 'lost'\n    const refused = await transact(table, {",
      ),
      change('functions/adapters/issues/claim.ts', '      progress: progressOf(claim),\n', ''),
    ],
    breaks: ['I2', 'I11', 'I12'],
    on: 'table',
  },
  {
    name: 'a pause that nobody heeds',
    patches: [change('functions/adapters/issues/claim.ts', '#status = :sending AND ', '')],
    breaks: ['I13'],
    on: 'table',
  },
  {
    name: 'a held issue that goes out when it is resumed, whatever its slot',
    patches: [change('core/flows/steer-issue.ts', 'at > now\n', 'at > now && now < issue.openedAt\n')],
    breaks: ['I6'],
    look: { scenarios: [HELD], schedules: [{ scenario: HELD, acts: [{ at: 30, act: 'breathe' }] }] },
  },
  {
    name: 'an issue that waits for a person and does not wait',
    patches: [change('core/flows/open-issue.ts', "if (digest.release === 'person')", 'if (issue.coversFrom === now)')],
    breaks: ['I13'],
    look: { scenarios: [PERSON] },
  },
  {
    name: 'letters without a memory of having asked',
    patches: [
      change(
        'core/model/subscriber.ts',
        "if (known?.askedBy === letter.id) return { kind: 'asked-already', subscriber: known }",
        '',
      ),
      change('core/model/subscriber.ts', 'askedAt.some((at) => at > plus(now, -DAY)) ||', ''),
    ],
    breaks: ['I4'],
    look: { scenarios: [SIGN_UP] },
  },
  {
    name: 'those who missed it are taken up, and nobody writes down that they were',
    patches: [
      change(
        'tests/support/memory/issues.ts',
        'if (!tellWhere(issue, batches, goesOn ? next : 0)) return false',
        'void tellWhere, batches',
      ),
    ],
    breaks: ['I1'],
    look: { scenarios: [MISSED] },
  },
  {
    name: 'an issue that is done before those who missed it are taken up',
    patches: [
      change('core/model/issue.ts', 'if (progress.retry !== undefined) return undefined', ''),
      change('tests/support/memory/issues.ts', "if (to === 'sent' && known.retry !== undefined) return false", ''),
    ],
    breaks: ['I2', 'I11', 'I12'],
    look: { scenarios: [MISSED] },
  },
  {
    name: 'a message of the dead that stays hidden for nine minutes',
    patches: [change('stacks/manifest.ts', 'visibilitySeconds: 120', 'visibilitySeconds: 540')],
    breaks: ['I18'],
    look: { schedules: deaths },
  },
  {
    name: 'one group for all issues, so that whoever dies over one holds up the others',
    patches: [change('functions/adapters/queue.ts', 'MessageGroupId: order.issue', "MessageGroupId: 'lane-1'")],
    breaks: ['I18'],
    look: { schedules: ill.map((scenario) => ({ scenario })) },
  },
  {
    name: 'one worker alone, so that one that hangs holds up the others',
    patches: [
      change(
        'stacks/manifest.ts',
        'timeoutSeconds: TIME_LIMITS.send, memoryMb: 1024, atMost: 2',
        'timeoutSeconds: 15 * 60, memoryMb: 1024, atMost: 1',
      ),
    ],
    breaks: ['I18'],
    look: { schedules: ill.map((scenario) => ({ scenario })) },
  },
  {
    name: 'two workers, each as fast as all of them may be',
    patches: [change('functions/adapters/pace.ts', 'if (shared && !(await', 'if (shared && until < 0 && !(await')],
    breaks: ['I14'],
    // On a hard table, each time another is held up.
    look: { schedules: Array.from({ length: 30 }, () => ({ scenario: TWO_PACED })) },
  },
  {
    name: 'calls to the table that wait for ever',
    patches: [
      change('functions/adapters/aws-calls.ts', 'requestTimeout: limits.answer', 'requestTimeout: 0'),
      change('functions/adapters/aws-calls.ts', 'socketTimeout: limits.answer', 'socketTimeout: 0'),
      // So long the suite waits for what hangs.
      change('tests/support/patience.ts', '10 * 60_000', '15_000'),
    ],
    on: 'table',
    hard: true,
    breaks: ['I12'],
    look: { scenarios: [BATCHES] },
  },
  {
    name: 'a write of our own, done and its answer lost, taken for somebody else’s',
    patches: [
      change('functions/adapters/dynamo/write.ts', 'marked(step, mark) ?? step', 'step'),
      change(
        'functions/adapters/dynamo/write.ts',
        '(await transact(table, { step })).size === 0',
        'write(table, step)',
      ),
    ],
    on: 'table',
    hard: true,
    breaks: ['I19'],
    look: { schedules: pauses },
  },
  {
    name: 'requests that look at no deadline',
    patches: [noDeadline],
    breaks: ['I17'],
    look: { schedules: hanging },
  },
  {
    name: 'a claim that fails, and nobody waits for what is under way',
    patches: [
      change(
        'core/flows/send-issue.ts',
        '  } finally {\n    // On every way out',
        '  } catch (error) {\n    throw error\n  }\n  {\n    // On every way out',
      ),
    ],
    breaks: ['I17'],
    look: { schedules: claimsThatFail },
  },
  {
    name: 'an answer that is no answer of the provider, and an exception',
    patches: [
      change(
        'functions/adapters/resend-answers.ts',
        'if (!isObject(json)) return {}',
        'if (!isObject(json)) throw new TypeError()',
      ),
    ],
    breaks: ['I17'],
    look: { schedules: strangeAnswers },
  },
  {
    name: 'an answer that nobody understands taken for a refusal',
    patches: [
      change(
        'functions/adapters/resend-answers.ts',
        'if (status < 400 || status >= 500 || (ownStatus !== undefined && ownStatus >= 500)) return unknown',
        "if (status >= 500 && name === undefined) return { kind: 'refused', message: said }",
      ),
    ],
    breaks: ['I1'],
    look: { schedules: strangeAnswers },
  },
]
