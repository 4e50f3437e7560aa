import type { Renderer } from '../../core/ports.ts'
import { whenAsked } from './when-asked.ts'

/** The templates, and React with them: most starts have nothing to make of them. */
export const renderer: Renderer = whenAsked(async () => (await import('../../emails/render.tsx')).renderer)
