/** @jsxImportSource react */
import { font, light, size } from '../theme.ts'
import { useAccent } from './look.tsx'

/** 20 pixels of text between two of these make the 44 of a target. */
const air = (size.target - 20) / 2

/** A link that looks like a button: the cell has the colour and, in Outlook for Windows, the padding too. */
export const Button = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <table role="presentation" border={0} cellPadding={0} cellSpacing={0}>
    <tbody>
      <tr>
        <td className="b" style={{ background: useAccent(), borderRadius: 3, ...forOutlook }}>
          <a href={href} style={anchor}>
            {children}
          </a>
        </td>
      </tr>
    </tbody>
  </table>
)

const forOutlook: object = { msoPaddingAlt: `${air}px 24px` }

const anchor = {
  display: 'inline-block',
  padding: `${air}px 24px`,
  font: font.button,
  color: light.paper,
  textDecoration: 'none',
} as const
