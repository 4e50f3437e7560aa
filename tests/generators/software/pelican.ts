import { paragraphs, perPost, type Software } from '../software.ts'

export const pelican: Software = {
  name: 'Pelican',
  from: { kind: 'debian', packages: ['pelican', 'python3-markdown'] },
  theme: 'simple',
  files: (site) => ({
    'pelicanconf.py': `SITENAME = "${site.name}"
SITEURL = "https://${site.host}"
AUTHOR = "Ada Quay"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "simple"
FEED_ALL_ATOM = "feeds/all.atom.xml"
RELATIVE_URLS = False
`,
    ...perPost(site, ({ slug, isNamed, title, at, lang, tags, description, body }) => [
      `content/${slug}.md`,
      [
        `Title: ${title}`,
        `Date: ${at.slice(0, 16).replace('T', ' ')}`,
        `Lang: ${lang}`,
        ...(isNamed ? [`Slug: ${slug}`] : []),
        ...(tags.length > 0 ? [`Tags: ${tags.join(', ')}`] : []),
        ...(description ? [`Summary: ${description}`] : []),
        `\n${paragraphs(body)}`,
      ].join('\n'),
    ]),
  }),
  build: ['pelican', 'content', '-s', 'pelicanconf.py', '-o', 'output', '--quiet'],
  output: 'output',
  feed: 'feeds/all.atom.xml',
}
