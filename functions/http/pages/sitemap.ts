import type { Instant } from '../../../core/model/time.ts'
import { xml } from './feeds.ts'

export type Place = { readonly path: string; readonly changed?: Instant }

/** What there is to find, by the protocol of sitemaps.org. */
export function sitemap(site: string, places: readonly Place[]): string {
  const lines = places.map(
    ({ path, changed }) =>
      `<url><loc>${xml(`${site}${path}`)}</loc>${changed ? `<lastmod>${changed.slice(0, 10)}</lastmod>` : ''}</url>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</urlset>\n`
}
