/** @jsxImportSource react */
import type { ReactNode } from 'react'
import type { Direction } from '../direction.ts'
import { font, light } from '../theme.ts'
import { useAccent } from './look.tsx'
import { Said } from './said.tsx'

const print = { font: font.small, color: light.soft }

/** One line of small print without links of its own: what a client makes into one (a host, a date) stays grey. */
export const Small = ({ margin = '0', children }: { readonly margin?: string; readonly children: ReactNode }) => (
  <p className="m" style={{ margin, ...print }}>
    {typeof children === 'string' ? <Said>{children}</Said> : children}
  </p>
)

/** Small print with links. On a phone each link is a target of 44 pixels; in a `list`, on a line of its own. */
export const Linked = ({
  list = false,
  dir,
  margin = '0',
  children,
}: {
  readonly list?: boolean
  readonly dir?: Direction | undefined
  readonly margin?: string
  readonly children: ReactNode
}) => (
  <p className={list ? 'f n' : 'f'} dir={dir} style={{ margin, ...print }}>
    {children}
  </p>
)

/** A link in the publisher's colour. */
export const Anchor = ({
  href,
  bold = false,
  children,
}: {
  readonly href: string
  readonly bold?: boolean
  readonly children: string
}) => (
  <a href={href} style={{ color: useAccent(), ...(bold ? { fontWeight: 700 } : {}) }}>
    <Said>{children}</Said>
  </a>
)
