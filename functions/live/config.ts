import { Resource } from 'sst'

type SecretName = 'ResendKey' | 'ResendAccountKey' | 'WebhookSecret' | 'LinkKeys' | 'Pepper' | 'ApiKey'

declare module 'sst' {
  interface Resource {
    readonly ResendKey: { readonly value: string }
    readonly ResendAccountKey: { readonly value: string }
    readonly WebhookSecret: { readonly value: string }
    readonly LinkKeys: { readonly value: string }
    readonly Pepper: { readonly value: string }
    readonly ApiKey: { readonly value: string }
  }
}

/** A secret that this function is linked to; asking for another one fails at once, by name. */
export const secret = (name: SecretName): string => Resource[name].value

/** Plain configuration, from the environment the stack (or the local host) gives. */
export function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set for this function.`)
  return value
}

export const optional = (name: string): string | undefined => process.env[name] || undefined

/** Where readers' pages are, without a slash at the end. */
export const site = (): string => setting('SITE_URL').replace(/\/+$/, '')

export const functionName = (): string =>
  optional('TIDINGS_FUNCTION') ?? optional('AWS_LAMBDA_FUNCTION_NAME') ?? 'tidings'
