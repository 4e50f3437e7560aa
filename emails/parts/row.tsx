/** @jsxImportSource react */
import type { ReactNode } from 'react'
import type { Direction } from '../direction.ts'
import { font, light } from '../theme.ts'

export type Rule = 'thick' | 'section' | 'hairline'

const rules = {
  thick: { className: 't', border: `3px solid ${light.ink}` },
  section: { className: 'u', border: `1px solid ${light.ink}` },
  hairline: { className: 'h', border: `1px solid ${light.line}` },
} as const

/** A row of the sheet. Its rule is its own upper edge, and its air is a cell's padding, which every client keeps. */
export function Row({
  rule,
  dir,
  padding,
  reading = true,
  children,
}: {
  readonly rule?: Rule | undefined
  readonly dir?: Direction | undefined
  readonly padding: string
  /** Whether anything in it is set in the reading face. */
  readonly reading?: boolean
  readonly children: ReactNode
}) {
  const edge = rule && rules[rule]
  return (
    <tr>
      <td
        className={edge?.className}
        dir={dir}
        style={{ ...(edge ? { borderTop: edge.border } : {}), padding, ...(reading ? { font: font.text } : {}) }}
      >
        {children}
      </td>
    </tr>
  )
}
