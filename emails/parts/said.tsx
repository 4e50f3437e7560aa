/** @jsxImportSource react */
import { Fragment } from 'react'
import { directionOfText, piecesOf } from '../direction.ts'

/** A sentence in which names that run against it are set apart (`apart`), by attribute: not every client knows the characters. */
export const Said = ({ children }: { readonly children: string }) =>
  piecesOf(children).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: nothing moves in a mail
    <Fragment key={index}>{index % 2 === 1 ? <span dir={directionOfText(piece)}>{piece}</span> : piece}</Fragment>
  ))
