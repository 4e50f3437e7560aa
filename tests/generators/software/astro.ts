import { frontMatter, paragraphs, perPost, type Software } from '../software.ts'

/** As its starter for blogs has it. */
const page = (name: string) => `---
import { getCollection, render } from 'astro:content'
export async function getStaticPaths() {
  return (await getCollection('blog')).map((post) => ({ params: { slug: post.id }, props: post }))
}
const post = Astro.props
const { Content } = await render(post)
const { title, description, pubDate } = post.data
---
<!doctype html>
<html lang="en">
<head><meta charset="utf-8" /><link rel="canonical" href={new URL(Astro.url.pathname, Astro.site)} />
<link rel="alternate" type="application/rss+xml" title=${JSON.stringify(name)} href={new URL('rss.xml', Astro.site)} />
<title>{title}</title><meta name="title" content={title} /><meta name="description" content={description} />
<meta property="og:type" content="website" /><meta property="og:url" content={Astro.url} />
<meta property="og:title" content={title} /><meta property="og:description" content={description} /></head>
<body><header><h2><a href="/">${name}</a></h2></header>
<main><article><div class="prose"><div class="title"><div class="date">
<time datetime={pubDate.toISOString()}>{pubDate.toLocaleDateString('en-us', { year: 'numeric', month: 'short', day: 'numeric' })}</time>
</div><h1>{title}</h1><hr /></div><Content /></div></article></main></body>
</html>
`

export const astro: Software = {
  name: 'Astro',
  from: { kind: 'npm', packages: { astro: '7.3.5', '@astrojs/rss': '4.0.19' } },
  theme: 'after its starter blog',
  files: (site) => ({
    'astro.config.mjs': `import { defineConfig } from 'astro/config'\nexport default defineConfig({ site: 'https://${site.host}' })\n`,
    'src/content.config.ts': `import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'
const schema = z.object({ title: z.string(), description: z.string().optional(), pubDate: z.coerce.date(), categories: z.array(z.string()) })
export const collections = { blog: defineCollection({ loader: glob({ base: './src/content/blog', pattern: '**/*.md' }), schema }) }
`,
    'src/pages/blog/[...slug].astro': page(site.name),
    'src/pages/rss.xml.js': `import rss from '@astrojs/rss'
import { getCollection } from 'astro:content'
export async function GET(context) {
  const posts = await getCollection('blog')
  return rss({
    title: ${JSON.stringify(site.name)},
    description: 'What happens at the harbour.',
    site: context.site,
    items: posts.map((post) => ({ ...post.data, link: \`/blog/\${post.id}/\` })),
  })
}
`,
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `src/content/blog/${slug}.md`,
      frontMatter({ title, pubDate: at, description, categories: tags }) + paragraphs(body),
    ]),
  }),
  build: ['astro', 'build', '--silent'],
  output: 'dist',
  feed: 'rss.xml',
  notes: {
    deleted:
      'its feed goes by the names of files, not by date: what is gone looks like what has fallen out at its end, and nobody is told.',
    'title + name':
      'its feed has no text of a post without a description: the moment alone is left, and that is not enough.',
  },
}
