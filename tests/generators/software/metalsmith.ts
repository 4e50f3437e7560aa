import { frontMatter, paragraphs, perPost, type Software } from '../software.ts'

const layout = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }} - {{ site.title }}</title>
<meta name="description" content="{{ description }}"></head>
<body><h1>{{ title }}</h1>{{{ contents }}}</body></html>
`

export const metalsmith: Software = {
  name: 'Metalsmith',
  from: {
    kind: 'npm',
    packages: {
      metalsmith: '2.7.0',
      '@metalsmith/collections': '2.0.0',
      '@metalsmith/layouts': '3.0.0',
      '@metalsmith/markdown': '1.10.0',
      '@metalsmith/permalinks': '3.2.0',
      'jstransformer-handlebars': '1.2.0',
      handlebars: '4.7.10',
      'metalsmith-feed': '1.0.0',
    },
  },
  theme: 'a page of ten lines',
  files: (site) => ({
    'build.mjs': `import collections from '@metalsmith/collections'
import layouts from '@metalsmith/layouts'
import markdown from '@metalsmith/markdown'
import permalinks from '@metalsmith/permalinks'
import Metalsmith from 'metalsmith'
import feed from 'metalsmith-feed'
await Metalsmith(import.meta.dirname)
  .metadata({ site: { title: ${JSON.stringify(site.name)}, url: 'https://${site.host}', author: 'Ada Quay' } })
  .use(collections({ posts: { pattern: 'posts/*.md', sort: 'date:desc' } }))
  .use(markdown())
  .use(permalinks())
  .use(feed({
    collection: 'posts',
    preprocess: (file) => ({ ...file, url: 'https://${site.host}/' + file.permalink + '/', categories: file.tags }),
  }))
  .use(layouts({ transform: 'handlebars', default: 'post.hbs', pattern: '**/*.html' }))
  .build()
`,
    'layouts/post.hbs': layout,
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `src/posts/${slug}.md`,
      frontMatter({ title, date: at, tags, description }) + paragraphs(body),
    ]),
  }),
  build: ['node', 'build.mjs'],
  output: 'build',
  feed: 'rss.xml',
}
