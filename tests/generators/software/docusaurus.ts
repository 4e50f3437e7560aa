import { DAY_IN_ADDRESS, frontMatter, paragraphs, perPost, type Software } from '../software.ts'

export const docusaurus: Software = {
  name: 'Docusaurus',
  from: {
    kind: 'npm',
    packages: {
      '@docusaurus/core': '3.10.2',
      '@docusaurus/preset-classic': '3.10.2',
      '@docusaurus/faster': '3.10.2',
      react: '19.3.1',
      'react-dom': '19.3.1',
    },
  },
  theme: 'classic',
  files: (site) => ({
    'docusaurus.config.js': `module.exports = {
  title: ${JSON.stringify(site.name)},
  url: 'https://${site.host}',
  baseUrl: '/',
  onBrokenLinks: 'ignore',
  future: { faster: true, v4: true },
  i18n: { defaultLocale: 'en', locales: ['en'] },
  presets: [['classic', {
    docs: false,
    blog: { onUntruncatedBlogPosts: 'ignore', onInlineAuthors: 'ignore', onInlineTags: 'ignore', feedOptions: { type: ['rss', 'atom'] } },
  }]],
}
`,
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `blog/${at.slice(0, 10)}-${slug}.md`,
      frontMatter({ title, date: at, tags, description }) + paragraphs(body),
    ]),
  }),
  build: ['docusaurus', 'build'],
  output: 'build',
  feed: 'blog/atom.xml',
  notes: { date: DAY_IN_ADDRESS },
}
