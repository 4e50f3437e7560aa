/** @jsxImportSource hono/jsx */
import { type Editor, mayEdit } from '../../../core/model/editor.ts'
import { Tabs } from './forms.tsx'

export const SETTINGS = '/console/settings'

const pages = [
  { path: SETTINGS, name: 'The publisher' },
  { path: `${SETTINGS}/editors`, name: 'Editors' },
  { path: `${SETTINGS}/sessions`, name: 'Sessions' },
  { path: `${SETTINGS}/passkeys`, name: 'Passkeys' },
  { path: `${SETTINGS}/keys`, name: 'API keys' },
  { path: `${SETTINGS}/webhooks`, name: 'Webhooks' },
  { path: `${SETTINGS}/provider`, name: 'The mail provider' },
] as const
const log = { path: `${SETTINGS}/log`, name: 'Who did what' } as const
type Place = (typeof pages)[number]['path'] | (typeof log)['path']

/** The pages of the settings, side by side. */
export const SettingsTabs = ({ editor, here }: { readonly editor: Editor; readonly here: Place }) => (
  <Tabs label="Settings" here={here} tabs={mayEdit(editor) ? [...pages, log] : pages} />
)
