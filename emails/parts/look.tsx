/** @jsxImportSource react */
import { createContext, useContext } from 'react'
import { lookOf } from '../theme.ts'

/** Set by the sheet: every part on it stands in the publisher's colour. */
export const LookOfSheet = createContext(lookOf(undefined))

export const useLook = () => useContext(LookOfSheet)

/** The publisher's colour on paper. A client that turns the mail dark has its own from the sheet's head. */
export const useAccent = () => useLook().accent.light
