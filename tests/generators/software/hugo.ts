import { frontMatter, paragraphs, perPost, type Software } from '../software.ts'

/** Without a theme Hugo makes no pages: these use its own templates for Open Graph and schema.org, as most themes do. */
const single = `<!DOCTYPE html>
<html lang="{{ .Site.LanguageCode }}">
<head><meta charset="utf-8"><title>{{ .Title }} | {{ .Site.Title }}</title>
{{ with .Description }}<meta name="description" content="{{ . }}">{{ end }}
{{ template "_internal/opengraph.html" . }}{{ template "_internal/schema.html" . }}
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" type="application/rss+xml" href="{{ .Permalink }}">{{ end }}</head>
<body><header><a href="/">{{ .Site.Title }}</a></header>
<main><article><h1>{{ .Title }}</h1><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006" }}</time>
{{ .Content }}</article></main></body></html>
`
const list = `<!DOCTYPE html>
<html lang="{{ .Site.LanguageCode }}"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>
`

export const hugo: Software = {
  name: 'Hugo',
  from: { kind: 'debian', packages: ['hugo'] },
  theme: 'its internal templates',
  files: (site) => ({
    'config.toml': `baseURL = "https://${site.host}/"\ntitle = "${site.name}"\nlanguageCode = "en"\n`,
    'layouts/_default/single.html': single,
    'layouts/_default/list.html': list,
    ...perPost(site, ({ slug, title, at, tags, description, body }) => [
      `content/posts/${slug}.md`,
      frontMatter({ title, date: at, tags, description }) + paragraphs(body),
    ]),
  }),
  build: ['hugo', '--quiet'],
  output: 'public',
  feed: 'index.xml',
}
