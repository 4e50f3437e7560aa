import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** JSON, deflated: a write costs by the kilobyte. */
export const pack = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value), { level: 9 })

/** Undefined for what `pack` has not made. */
export function unpack(packed: unknown): unknown {
  if (!(packed instanceof Uint8Array)) return undefined
  try {
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: 64 * 1024 * 1024 }).toString('utf8'))
  } catch {
    return undefined
  }
}
