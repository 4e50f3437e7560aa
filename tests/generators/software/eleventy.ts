import { frontMatter, paragraphs, perPost, type Software } from '../software.ts'

/** As its starter for blogs has it (eleventy-base-blog). */
const base = `<!doctype html>
<html lang="{{ lang or metadata.language }}">
<head><meta charset="utf-8"><title>{{ title or metadata.title }}</title>
<meta name="description" content="{{ description or metadata.description }}">
<link rel="alternate" href="/feed/feed.xml" type="application/atom+xml" title="{{ metadata.title }}"></head>
<body><header><a href="/">{{ metadata.title }}</a></header>
<main><h1>{{ title }}</h1>
<ul><li><time datetime="{{ page.date.toISOString().slice(0, 10) }}">{{ page.date.toDateString() }}</time></li></ul>
{{ content | safe }}</main></body></html>
`

export const eleventy: Software = {
  name: 'Eleventy',
  from: {
    kind: 'npm',
    packages: {
      '@11ty/eleventy': '3.1.8',
      '@11ty/eleventy-plugin-rss': '3.0.0',
      '@11ty/eleventy-plugin-syntaxhighlight': '5.0.2',
    },
  },
  theme: 'after eleventy-base-blog',
  files: (site) => {
    const metadata = {
      title: site.name,
      language: 'en',
      description: 'What happens at the harbour.',
      subtitle: 'What happens at the harbour.',
      base: `https://${site.host}/`,
      author: { name: 'Ada Quay' },
    }
    return {
      'eleventy.config.mjs': `import { feedPlugin } from '@11ty/eleventy-plugin-rss'
import highlight from '@11ty/eleventy-plugin-syntaxhighlight'
const metadata = ${JSON.stringify(metadata)}
export default function (config) {
  config.addGlobalData('metadata', metadata)
  config.addPlugin(highlight)
  config.addPlugin(feedPlugin, { type: 'atom', outputPath: '/feed/feed.xml', collection: { name: 'posts', limit: 20 }, metadata })
}
`,
      '_includes/post.njk': base,
      ...perPost(site, ({ slug, title, at, lang, tags, description, body }) => [
        `blog/${slug}.md`,
        frontMatter({ layout: 'post.njk', title, date: at, lang, tags: ['posts', ...tags], description }) +
          paragraphs(body),
      ]),
    }
  },
  build: ['eleventy', '--quiet'],
  output: '_site',
  feed: 'feed/feed.xml',
}
