/** Why a request is refused, for programs. A code keeps its meaning and its status for ever; new ones may be added. */
type Entry = { readonly status: number; readonly title: string; readonly when: string }

export const problemCodes = {
  unreadable: {
    status: 400,
    title: 'Unreadable body',
    when: 'The body cannot be read: it is empty, not JSON, not UTF-8, or holds half a character.',
  },
  unauthorized: { status: 401, title: 'Unauthorized', when: 'There is no API key, or an unknown or revoked one.' },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    when: 'The key lacks a scope. The sentence names it.',
  },
  forbidden: { status: 403, title: 'Forbidden', when: 'No key may do this but the one of the configuration.' },
  not_found: { status: 404, title: 'Not Found', when: 'Nothing has this name or id.' },
  unknown_address: { status: 404, title: 'Unknown address', when: 'The API has no such address.' },
  method_not_allowed: {
    status: 405,
    title: 'Method Not Allowed',
    when: 'The address does not take this method. The header `allow` lists those it takes.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    when: 'Somebody else changed it, or did the same, at this moment. Read it again.',
  },
  topic_exists: { status: 409, title: 'Topic exists', when: 'Another topic has this slug.' },
  topic_in_use: { status: 409, title: 'Topic in use', when: 'A digest has this topic.' },
  feed_exists: { status: 409, title: 'Feed exists', when: 'The feed is followed already, with other settings.' },
  digest_exists: { status: 409, title: 'Digest exists', when: 'Another digest has this id.' },
  nothing_new: { status: 409, title: 'Nothing new', when: 'There is no mail to show: nothing new is filed.' },
  sending_closed: {
    status: 409,
    title: 'Sending closed',
    when: 'This table is a copy and may not send until somebody arms it.',
  },
  issue_under_way: { status: 409, title: 'Issue under way', when: 'The last issue of the digest is still going out.' },
  wrong_status: {
    status: 409,
    title: 'Wrong status',
    when: 'The issue or import is in a status in which this cannot be done.',
  },
  address_suppressed: { status: 409, title: 'Address suppressed', when: 'The address may get no mail.' },
  not_suppressed: { status: 409, title: 'Not suppressed', when: 'Nothing keeps mail from this address.' },
  idempotency_in_progress: {
    status: 409,
    title: 'Request in progress',
    when: 'The first request with this `Idempotency-Key` is still being carried out. Ask again after `retry-after` seconds.',
  },
  idempotency_answer_gone: {
    status: 409,
    title: 'Answer not kept',
    when: 'The request with this `Idempotency-Key` was carried out. Its answer is not kept: it was too long, or held a secret.',
  },
  idempotency_outcome_unknown: {
    status: 409,
    title: 'Outcome unknown',
    when: 'The first request with this `Idempotency-Key` broke off, and may have been carried out. Look before you ask again with another key.',
  },
  too_large: { status: 413, title: 'Too large', when: 'The body has more than 4 MB.' },
  invalid: {
    status: 422,
    title: 'Invalid request',
    when: 'A field of the body or the query is wrong. `errors` lists the fields.',
  },
  invalid_cursor: { status: 422, title: 'Invalid cursor', when: 'This list did not give out this cursor.' },
  columns_unclear: {
    status: 422,
    title: 'Columns unclear',
    when: 'Somebody has to say what columns of a list of readers mean. `questions` lists them.',
  },
  feed_unreadable: { status: 422, title: 'Feed unreadable', when: 'No feed can be read at the address.' },
  settings_missing: {
    status: 422,
    title: 'Settings missing',
    when: 'The settings lack what every mail has to carry. Nothing can be sent before.',
  },
  idempotency_key_invalid: {
    status: 422,
    title: 'Invalid Idempotency-Key',
    when: 'The `Idempotency-Key` is not 1 to 255 letters, digits or signs.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency-Key reused',
    when: 'This `Idempotency-Key` belongs to a request with another address or body.',
  },
  internal_error: { status: 500, title: 'Internal Server Error', when: 'The fault is ours. It has been logged.' },
  busy: {
    status: 503,
    title: 'Busy',
    when: 'The table takes no more at this moment, and nothing was done. Ask again after `retry-after` seconds.',
  },
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof problemCodes

/** Every code, in the order of their statuses. */
export const allProblemCodes = Object.keys(problemCodes) as ProblemCode[]

/** Where the API's own page explains the code. */
export const anchorOf = (code: ProblemCode): `problem-${ProblemCode}` => `problem-${code}`

/**
 * The `type` of RFC 9457: the address that explains the code, on whatever host the service is. It is a full path, as §4
 * asks of a relative reference.
 */
export const typeOfProblem = (code: ProblemCode) => `/api/docs#${anchorOf(code)}` as const
