#!/usr/bin/env bash
# vitepress 1.6.4 (npm, December 2026): a description with a quotation mark ends there, and what follows are attributes.
#
# Of what a page's front matter says, VitePress escapes the title and writes the description as it is into
# `<meta name="description" content="…">`. Whoever reads the page (a search engine, a preview, a newsletter that makes an
# entry of it) finds `Why ` of `Why "five" is less than six`, and `five"`, `is`, `less` … as attributes of the tag. What stands
# in `head`, or comes from `transformHead`, is escaped.
#
# What helps: `&quot;` in the front matter; what is made of the description elsewhere (a feed, Open Graph) then has it as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitepress@1.6.4 htmlparser2@12.0.0

mkdir .vitepress
cat >.vitepress/config.mjs <<'JS'
export default {
  title: 'The Harbour Log',
  transformHead: ({ pageData }) => [['meta', { property: 'og:description', content: pageData.description }]],
}
JS
cat >index.md <<'MD'
---
title: 'Tea "and" biscuits'
description: 'Why "five" is less than six'
---

# Tea
MD
cat >helped.md <<'MD'
---
description: 'Why &quot;five&quot; is less than six'
---

# Tea
MD
npx vitepress build . >build.log 2>&1 || { cat build.log; exit 1; }

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Parser } from 'htmlparser2'

function read(page) {
  const metas = []
  let title = ''
  let isTitle = false
  const parser = new Parser({
    onopentag(name, attributes) {
      isTitle = name === 'title'
      if (name === 'meta') metas.push(attributes)
    },
    ontext(text) {
      if (isTitle) title += text
    },
    onclosetag() {
      isTitle = false
    },
  })
  parser.end(readFileSync(`.vitepress/dist/${page}.html`, 'utf8'))
  const description = metas.find(({ name }) => name === 'description')
  const openGraph = metas.find(({ property }) => property === 'og:description')
  return { title, description, openGraph }
}
const { title, description, openGraph } = read('index')
const helped = read('helped')
console.log('vitepress 1.6.4, Node', process.version)
console.log({ title, description, openGraph, helped: helped.description.content })

assert.equal(title, 'Tea "and" biscuits | The Harbour Log')
assert.equal(openGraph.content, 'Why "five" is less than six')
assert.equal(description.content, 'Why ')
assert.deepEqual(Object.keys(description).slice(2), ['five"', 'is', 'less', 'than', 'six"'])
assert.equal(helped.description.content, 'Why "five" is less than six')
JS
node show.mjs
