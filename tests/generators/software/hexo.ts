import { DAY_IN_ADDRESS, frontMatter, paragraphs, perPost, type Software } from '../software.ts'

export const hexo: Software = {
  name: 'Hexo',
  from: {
    kind: 'npm',
    packages: {
      hexo: '8.1.2',
      'hexo-generator-archive': '2.0.0',
      'hexo-generator-feed': '3.0.0',
      'hexo-generator-index': '4.0.0',
      'hexo-generator-tag': '2.0.0',
      'hexo-renderer-ejs': '2.0.0',
      'hexo-renderer-marked': '7.0.1',
      'hexo-renderer-stylus': '3.0.1',
      'hexo-theme-landscape': '1.1.0',
    },
  },
  theme: 'landscape',
  // Without it `hexo` knows of no site here.
  manifest: { hexo: { version: '8.1.2' } },
  files: (site) => ({
    '_config.yml': `title: "${site.name}"
author: Ada Quay
language: en
timezone: UTC
url: https://${site.host}
theme: landscape
feed:
  type: atom
  path: atom.xml
  limit: 20
`,
    ...perPost(site, ({ slug, title, at, lang, tags, description, body }) => [
      `source/_posts/${slug}.md`,
      frontMatter({ title, date: at, lang, tags, description }) + paragraphs(body),
    ]),
  }),
  build: ['hexo', 'generate', '--silent'],
  output: 'public',
  feed: 'atom.xml',
  notes: { date: DAY_IN_ADDRESS },
}
