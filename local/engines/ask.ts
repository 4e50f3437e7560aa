/** What an engine answers that refuses, under the name that AWS has for it. */
export class Refused extends Error {}

/** dynoxide 1.2.1 wants a signature to have its parts, and looks at none of them. */
const anybody = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  'x-amz-date': '20261124T060000Z',
}

/**
 * One call of an engine, in the JSON that the SDK speaks too (AWS JSON 1.0). `operation` is as its header names it:
 * `AmazonSQS.CreateQueue`. The clients of the SDK are a third of what the host would have to read before it starts, and
 * the engines check no signature: the credentials of whoever starts us are never shown to them.
 * Fails with Refused, or as `fetch` does.
 */
export async function ask<Answer>(
  url: string,
  operation: string,
  input: object,
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': operation,
      ...anybody,
    },
    body: JSON.stringify(input),
    signal,
  })
  const answer = (await response.json()) as Answer & { __type?: string; message?: string; Message?: string }
  if (response.ok) return answer
  const refused = new Refused(answer.message ?? answer.Message ?? `${operation}: ${response.status}`)
  refused.name = answer.__type?.split('#').at(-1) ?? refused.name
  throw refused
}
