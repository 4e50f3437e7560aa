import type { Address } from './address.ts'

/** What somebody may do in the console. Owners come from the configuration alone (T26). */
export const roles = ['owner', 'editor', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Who is signed in. */
export type Editor = { readonly address: Address; readonly role: Role }

/** Viewers look; editors do everything but what concerns other editors, keys and the fence. */
export const mayEdit = ({ role }: Editor): boolean => role !== 'viewer'
export const mayOwn = ({ role }: Editor): boolean => role === 'owner'
