#!/usr/bin/env bash
# feed 6.0.0 (npm, December 2026; it writes RSS, Atom and JSON Feed from one list of items): one item, given once, says three
# things in the three formats it writes.
#
# - The title "How the <video> tag works", a plain text. In JSON Feed it is that. In Atom it stands as `<title type="html">` in CDATA,
#   not escaped: by RFC 4287 §3.1.1.2 that is HTML, in which <video> is an element, and a reader that follows it shows "How
#   the tag works". The same title with `&lt;` is right in Atom and wrong in JSON Feed.
# - An item without `id` has its link for one in RSS and Atom. In JSON Feed it has none, though the format requires one
#   (jsonfeed.org/version/1.1, "id … required"): who names entries by their id takes it for another, or drops it.
# - An item with `date` alone: it is `pubDate` in RSS, when it was published. In Atom and JSON Feed it is when it was changed
#   (`updated`, `date_modified`), and nothing says when it was published.
#
# What helps: to give each item its `id` and `published`, to escape titles for Atom oneself; and to name nameless entries by
# their link when reading.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund feed@6.0.0

cat >show.mjs <<'JS'
import assert from 'node:assert/strict'
import { Feed } from 'feed'

const feed = new Feed({ title: 'Quay', id: 'https://quay.example/', link: 'https://quay.example/', copyright: 'Quay' })
const link = 'https://quay.example/video'
feed.addItem({ title: 'How the <video> tag works', link, date: new Date('2026-11-27T10:00:00Z') })
const [rss, atom, json] = [feed.rss2(), feed.atom1(), JSON.parse(feed.json1()).items[0]]
const rssItem = rss.slice(rss.indexOf('<item>'))
const entry = atom.slice(atom.indexOf('<entry>'))
const lines = (text) => [...text.matchAll(/<(title|guid|id|pubDate|published|updated)\b.*/g)].map(([line]) => line)
console.log('RSS      ', lines(rssItem).join('\n          '))
console.log('Atom     ', lines(entry).join('\n          '))
console.log('JSON Feed', JSON.stringify(json))

assert.equal(json.title, 'How the <video> tag works')
assert.match(entry, /<title type="html"><!\[CDATA\[How the <video> tag works\]\]><\/title>/)
assert.match(rssItem, /<guid isPermaLink="true">https:\/\/quay\.example\/video<\/guid>/)
assert.match(entry, /<id>https:\/\/quay\.example\/video<\/id>/)
assert.equal(json.id, undefined)
assert.match(rssItem, /<pubDate>Fri, 27 Nov 2026 10:00:00 GMT<\/pubDate>/)
assert.match(entry, /<updated>2026-11-27T10:00:00\.000Z<\/updated>/)
assert.doesNotMatch(entry, /<published>/)
assert.deepEqual([json.date_modified, json.date_published], ['2026-11-27T10:00:00.000Z', undefined])
JS
node show.mjs
