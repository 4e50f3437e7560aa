#!/usr/bin/env bash
# @mozilla/readability 0.6.0 (npm, December 2026): what it makes of titles that common software writes. The tree is linkedom's
# (0.18.15); the title is taken from `document.title` and the headings alone.
#
# - "Budget 2027: what the port will pay – Quay and Ledger", with an en dash as WordPress writes it unless a theme says
#   otherwise: "what the port will pay – Quay and Ledger". The en dash is no separator there, so that the colon is taken for one:
#   the headline loses its beginning and keeps the site. With a hyphen in its place the headline is right.
# - "Harbour open again – Quay and Ledger": the site stays.
# - "Pride > prejudice, on the quay this summer", the whole title, and word for word the page's own h1: "prejudice, on the quay this
#   summer". A `>` or `/` between blanks counts as the way down to a page, whatever the heading says.
# - "Quay and Ledger - The harbour budget of 2027 is here", the site first: the site stays, though the h1 is all that follows it.
#
# What helps: to hold `<title>` against the page's headings, and to take the one that it contains between separators.
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

const text = '<p>The port has counted its cranes and its debts, and finds that it has one more of the first than it thought, and as many of the second as everybody on the quay had been saying since the spring.</p>'
/** What it takes for the headline of an article with this `<title>` and this `<h1>`. */
const titleOf = (title, heading) => {
  const page = `<!doctype html><html lang="en"><head><title>${title}</title></head><body><main><article><h1>${heading}</h1>${text.repeat(4)}</article></main></body></html>`
  const found = new Readability(parseHTML(page).document).parse().title
  console.log(`${title}\n    ${found}`)
  return found
}

const budget = 'Budget 2027: what the port will pay'
assert.equal(titleOf(`${budget} – Quay and Ledger`, budget), 'what the port will pay – Quay and Ledger')
assert.equal(titleOf(`${budget} - Quay and Ledger`, budget), budget)
assert.equal(titleOf('Harbour open again – Quay and Ledger', 'Harbour open again'), 'Harbour open again – Quay and Ledger')
const pride = 'Pride &gt; prejudice, on the quay this summer'
assert.equal(titleOf(pride, pride), 'prejudice, on the quay this summer')
const here = 'The harbour budget of 2027 is here'
assert.equal(titleOf(`Quay and Ledger - ${here}`, here), `Quay and Ledger - ${here}`)
JS
node show.mjs
