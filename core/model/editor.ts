import type { Address } from './address.ts'
import type { Instant } from './time.ts'

/** What somebody may do in the console. Owners come from the configuration alone (T26). */
export const roles = ['owner', 'editor', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Who is signed in. */
export type Editor = { readonly address: Address; readonly role: Role }

/** What an owner can make of somebody: never another owner (T26). */
export const givenRoles = ['editor', 'viewer'] as const
export type GivenRole = (typeof givenRoles)[number]
export const isGivenRole = (role: string): role is GivenRole => (givenRoles as readonly string[]).includes(role)

/** Somebody whom an owner has let in. */
export type Member = {
  readonly address: Address
  readonly role: GivenRole
  /** When they were let in, and by whom: an address, or the name of a key. */
  readonly since?: Instant
  readonly by?: string
}

/** Viewers look; editors do everything but what concerns other editors, keys and the fence. */
export const mayEdit = ({ role }: Editor): boolean => role !== 'viewer'
export const mayOwn = ({ role }: Editor): boolean => role === 'owner'
