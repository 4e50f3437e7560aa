import { frontMatter, paragraphs, perPost, type Software } from '../software.ts'

export const vitepress: Software = {
  name: 'VitePress',
  from: { kind: 'npm', packages: { vitepress: '1.6.4', feed: '6.0.0' } },
  theme: 'its own, its feed as the blog of Vue makes it',
  files: (site) => ({
    '.vitepress/config.mjs': `import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Feed } from 'feed'
import { createContentLoader } from 'vitepress'
const site = 'https://${site.host}'
export default {
  lang: 'en',
  title: ${JSON.stringify(site.name)},
  description: 'What happens at the harbour.',
  async buildEnd(config) {
    const feed = new Feed({ title: ${JSON.stringify(site.name)}, id: site, link: site, language: 'en' })
    const posts = await createContentLoader('posts/*.md', { excerpt: true, render: true }).load()
    posts.sort((a, b) => +new Date(b.frontmatter.date) - +new Date(a.frontmatter.date))
    for (const { url, excerpt, frontmatter, html } of posts) {
      feed.addItem({
        title: frontmatter.title,
        id: site + url,
        link: site + url,
        description: excerpt || frontmatter.description,
        content: html,
        date: new Date(frontmatter.date),
      })
    }
    writeFileSync(join(config.outDir, 'feed.rss'), feed.rss2())
  },
}
`,
    'index.md': '# The log\n',
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `posts/${slug}.md`,
      `${frontMatter({ title, date: at, tags, description })}# ${title.replace('<', '&lt;')}\n\n${paragraphs(body)}`,
    ]),
  }),
  build: ['vitepress', 'build', '.'],
  output: '.vitepress/dist',
  feed: 'feed.rss',
  notes: {
    'title + name':
      'its text begins with the headline. A short one is not told from the text that follows, so that the texts are two.',
  },
}
