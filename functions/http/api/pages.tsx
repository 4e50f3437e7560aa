/** @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import * as z from 'zod'
import type { Document } from './document.ts'
import { route } from './route.ts'

const CACHED = 'public, max-age=300'

/** What the API says of itself, without a key: the document, and the same to read. Made at the first request, once. `site`: where callers reach it, whatever stands between. */
export function apiPages(api: Pick<Hono, 'routes'>, base: string, site: string) {
  let made: Promise<Document> | undefined
  const pages = new Hono()
    .use(
      '/docs/*',
      secureHeaders({
        contentSecurityPolicy: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
        strictTransportSecurity: false,
      }),
    )
    .get(
      '/openapi.json',
      route({
        summary: 'Read the API as an OpenAPI document',
        answers: { 200: [z.looseObject({ openapi: z.string() }), 'This document: OpenAPI 3.1.'] },
        open: true,
      }),
      // Anybody's tools may read it, from anywhere: it tells nothing of this installation.
      async (c) =>
        c.json(await document(), 200, { 'cache-control': CACHED, 'access-control-allow-origin': '*' }) as Response,
    )
    .get(
      '/docs',
      route({
        summary: 'Read the API as a page',
        answers: { 200: { type: 'text/html', when: 'The same, for people.' } },
        open: true,
      }),
      async (c) => {
        const { Handbook } = await import('./handbook.tsx')
        const page = <Handbook document={await document()} api={`${site}${base}`} css={`${base}/docs/handbook.css`} />
        return c.html(html`<!doctype html>${page}`, 200, { 'cache-control': CACHED })
      },
    )
    .get('/docs/handbook.css', async (c) =>
      c.body((await import('./handbook-style.ts')).handbookCss, 200, {
        'content-type': 'text/css; charset=utf-8',
        'cache-control': CACHED,
      }),
    )
  const document = (): Promise<Document> => {
    // A start reads none of what only says what the rest does.
    made ??= import('./document.ts').then(({ documentOf }) => documentOf(base, api, pages))
    return made
  }
  return pages
}
