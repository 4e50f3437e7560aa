import { paragraphs, perPost, type Software } from '../software.ts'

const quoted = (text: string) => `'''${text}'''`

export const ikiwiki: Software = {
  name: 'ikiwiki',
  from: { kind: 'debian', packages: ['ikiwiki', 'libtext-markdown-discount-perl'] },
  theme: 'its own',
  files: (site) => ({
    'ikiwiki.setup': `# IkiWiki::Setup::Yaml - YAML formatted setup file
wikiname: "${site.name}"
url: https://${site.host}
srcdir: pages
destdir: html
rss: 1
atom: 1
timezone: UTC
discussion: 0
add_plugins: [tag]
tagbase: tags
`,
    'pages/index.mdwn': '[[!inline pages="page(posts/*)" show=0]]\n',
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `pages/posts/${slug}.mdwn`,
      [
        `[[!meta title=${quoted(title)}]]`,
        `[[!meta date="${at}"]]`,
        ...(description ? [`[[!meta description=${quoted(description)}]]`] : []),
        ...tags.map((tag) => `[[!tag ${tag.replaceAll(' ', '_')}]]`),
        `\n${paragraphs(body)}`,
      ].join('\n'),
    ]),
  }),
  build: ['ikiwiki', '--setup', 'ikiwiki.setup', '--rebuild'],
  output: 'html',
  feed: 'index.atom',
}
