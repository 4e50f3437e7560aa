#!/usr/bin/env bash
# linkedom 0.18.15 (npm, December 2026): `parseHTML` of pages that are valid HTML, as minifiers and old editors write them.
#
# - Without `<body>`, a tag that HTML lets anybody leave out: `document.body` is there and empty, and the page's text stands
#   beside it.
# - Without `<html>` and `<head>`, which may be left out as well: the root of the document is the `TITLE`, `document.title` is '', and
#   Readability (0.6.0) finds nothing in what is an article with the tags.
# - With attributes in capitals (`<META NAME="author" CONTENT="Ada">`): their names stay as they are written, and
#   `meta[name=author]`, `.byline`, `getElementById` and `getAttribute('content')` find nothing. Names of elements do lose their capitals.
# - `<template>`: what is in it is part of the page's text and of `querySelectorAll`. A browser shows none of it.
#
# What helps: to make the head and the body oneself where they are missing, to lower the names of attributes, to drop templates.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @mozilla/readability@0.6.0 linkedom@0.18.15

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'

const at = (html) => parseHTML(html).document
const text = '<article><h1>Ropes</h1>' + '<p>Rope is kept dry, or it is not rope for long: whoever has hauled one in the rain knows it by the hand, and by the evening by the back.</p>'.repeat(4) + '</article>'
const readable = (html) => (new Readability(at(html)).parse() === null ? 'nothing' : 'an article')
const head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ropes</title></head>'
const bare = at('<!doctype html><title>T</title><p>x')
const loud = at(`${head}<body><P CLASS="byline" ID="by">Ada</P></body></html>`)
const meta = at('<!doctype html><html><head><META NAME="author" CONTENT="Ada"></head><body></body></html>')
const hidden = at(`${head}<body><p>shown</p><template><p>hidden</p></template></body></html>`)

const seen = {
  'all tags': readable(`${head}<body>${text}</body></html>`),
  'without <body>: the body': at(`${head}${text}</html>`).body.outerHTML,
  'without <html>: the root, and the title': `${bare.documentElement.tagName} '${bare.title}'`,
  'none of them': readable(`<!doctype html><title>Ropes</title>${text}`),
  '<P>, .byline, #by': [loud.querySelector('p'), loud.querySelector('.byline'), loud.getElementById('by')].map(Boolean).join(),
  'meta[name=author]': String(meta.querySelector('meta[name=author]')),
  'the text with a <template>': hidden.body.textContent,
}
for (const [name, found] of Object.entries(seen)) console.log(name.padEnd(42), found)
assert.deepEqual(Object.values(seen), [
  'an article',
  '<body></body>',
  "TITLE ''",
  'nothing',
  'true,false,false',
  'null',
  'shownhidden',
])
JS
node show.mjs
