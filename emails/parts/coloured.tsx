/** @jsxImportSource react */
import type { CSSProperties } from 'react'
import type { Direction } from '../direction.ts'
import { useAccent } from './look.tsx'
import { Said } from './said.tsx'

/** A name in the publisher's colour: a topic's, or a digest's. */
export const Coloured = (props: {
  readonly style: CSSProperties
  readonly dir?: Direction | undefined
  readonly children: string
}) => (
  <h2 dir={props.dir} style={{ ...props.style, color: useAccent() }}>
    <Said>{props.children}</Said>
  </h2>
)
