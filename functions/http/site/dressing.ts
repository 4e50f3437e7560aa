import { Hono } from 'hono/tiny'
import { accentCss } from '../pages/accent.ts'
import { signUpJs, solverJs } from '../pages/scripts.ts'
import { siteCss } from '../pages/style.ts'
import { gone } from './common.tsx'

const assets = [
  { path: '/assets/site.css', type: 'text/css', text: siteCss },
  { path: '/assets/sign-up.js', type: 'text/javascript', text: signUpJs },
  { path: '/assets/solver.js', type: 'text/javascript', text: solverJs },
]

/** Styles and scripts of the pages. */
export function dressing(): Hono {
  const app = new Hono()
  for (const { path, type, text } of assets)
    app.get(path, (c) =>
      c.body(text, 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' }),
    )
  app.get('/assets/accent/:file', async (c) => {
    const css = accentCss(c.req.param('file'))
    if (!css) return gone(c)
    const forEver = {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    }
    return c.body(css, 200, forEver)
  })
  return app
}
