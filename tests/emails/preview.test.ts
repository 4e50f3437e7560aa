import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { render } from '@react-email/render'
import { createElement, type FunctionComponent } from 'react'
import { expect, test } from 'vitest'

const emails = join(import.meta.dirname, '../../emails')
const templates = readdirSync(emails).filter((name) => name.endsWith('.tsx') && name !== 'render.tsx')

type Template = { readonly default: FunctionComponent & { readonly PreviewProps: object } }

test.each(templates)('%s shows an example of itself in the preview of `npm run mail`', async (name) => {
  const path: string = join(emails, name)
  const { default: template }: Template = await import(path)
  expect(await render(createElement(template, template.PreviewProps))).toContain('Harbour Post')
})
