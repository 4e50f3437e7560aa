import { DAY_IN_ADDRESS, frontMatter, paragraphs, perPost, type Software } from '../software.ts'

export const jekyll: Software = {
  name: 'Jekyll',
  from: { kind: 'debian', packages: ['jekyll', 'ruby-jekyll-feed', 'ruby-jekyll-seo-tag', 'jekyll-theme-minima'] },
  theme: 'minima',
  files: (site) => ({
    '_config.yml': `title: "${site.name}"\nurl: "https://${site.host}"\ntimezone: UTC\ntheme: minima\nplugins: [jekyll-feed]\n`,
    'index.md': '---\nlayout: home\n---\n',
    ...perPost(site, ({ slug, title, at, lang, tags, description, body }) => [
      `_posts/${at.slice(0, 10)}-${slug}.md`,
      frontMatter({ layout: 'post', title, date: at, lang, tags, description }) + paragraphs(body),
    ]),
  }),
  build: ['jekyll', 'build', '--quiet'],
  output: '_site',
  feed: 'feed.xml',
  notes: { date: DAY_IN_ADDRESS },
}
