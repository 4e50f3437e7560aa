import { hc } from 'hono/client'
import type { Api } from './api.ts'

/**
 * The API as typed functions: `client(…).digests[':id'].next.$get({ param: { id: 'brief' } })`. What is sent and what is
 * answered have the types of the routes; look at `ok` before you read an answer. `base`: `https://console.example.org/api`.
 */
export const client = (base: string, key: string, through: typeof fetch = fetch) =>
  hc<Api>(base, { headers: { authorization: `Bearer ${key}` }, fetch: through })
