import type { Theme } from '../../../core/model/theme.ts'

type Accent = NonNullable<Theme['accent']>

/** Where the publisher's colours are a style sheet: they stand in its address, so that nothing has to be read for it. */
export const accentPath = ({ light, dark }: Accent): string => `/assets/accent/${light.slice(1)}-${dark.slice(1)}.css`

/** The style sheet of such a file, or undefined for what is none of ours. */
export function accentCss(file: string): string | undefined {
  const [, light, dark] = /^([0-9a-f]{6})-([0-9a-f]{6})\.css$/.exec(file) ?? []
  if (!light || !dark) return undefined
  return `:root{--accent:#${light}}@media(prefers-color-scheme:dark){:root{--accent:#${dark}}}`
}
