// A list of readers that is longer than one request may be goes in pieces, each with the header; the service puts them together,
// and works at the list by itself once the last has come. A shorter one, or no script: the form does it in one.
const PIECE = 3 * 1024 * 1024
const MOST = 4 * 1024 * 1024
const TRIES = 4
const TOO_LONG_A_ROW = 'A row of this file is longer than 4 MB: a quotation mark in it may never close.'
const form = document.querySelector('[data-pieces]')

/** As the service reads it: UTF-8, UTF-16, or else Windows-1252. */
function textOf(bytes) {
  const [first, second, third, fourth] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (first && second === 0 && third && fourth === 0) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0 && second && third === 0 && fourth) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Row by row: a line break within quotation marks ends none. */
function rowsOf(text) {
  const rows = []
  let row = ''
  for (const line of text.split(/\r\n|\n|\r/)) {
    row = row === '' ? line : `${row}\n${line}`
    if (row.split('"').length % 2 === 0) continue
    rows.push(row)
    row = ''
  }
  if (row !== '') rows.push(row)
  return rows
}

/** Titles above the header have one cell, and the header has several, none of them an address. */
const MOST_TITLES = 3
function headerOf(rows) {
  const at = rows.slice(0, MOST_TITLES + 1).findIndex((row) => /[,;\t@]/.test(row))
  return at > 0 && !rows[at].includes('@') ? rows.slice(0, at + 1) : rows.slice(0, 1)
}

/** Each begins with the header, and what stands above it. A sign is at most three bytes where JavaScript counts one. */
function piecesOf(text) {
  const all = rowsOf(text)
  const says = /^"?sep=.{1}"?$/i.test(all[0]) ? all.slice(0, 1) : []
  const head = [...says, ...headerOf(all.slice(says.length))]
  const rows = all.slice(head.length)
  const header = head.join('\n')
  const pieces = [[header]]
  let length = 0
  const bytes = new TextEncoder()
  for (const row of rows) {
    const more = row.length > 1_000 ? bytes.encode(row).length : 3 * row.length
    if (length + more > PIECE && length > 0) {
      pieces.push([header])
      length = 0
    }
    pieces.at(-1).push(row)
    length += more + 1
  }
  // The last one says that it is: there are two at least.
  if (pieces.length === 1) pieces.push([header])
  return pieces.map((all) => all.join('\n'))
}

const number = (value) => value.toLocaleString('en')
const waited = (ms) => new Promise((done) => setTimeout(done, ms))

/** Sent again, a piece is the same piece. */
async function sent(path, csv, fields) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  // As a file, so that no sign of it is taken for the form's.
  body.append('file', new Blob([csv], { type: 'text/csv' }), 'piece.csv')
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(path, { method: 'POST', body, headers: { accept: 'application/json' } })
      if (answer.ok || answer.status === 422) return await answer.json()
      if (answer.status === 413) return { wrong: { csv: TOO_LONG_A_ROW } }
      if (answer.status < 500 || attempt === TRIES) throw new Error(`The service answers ${answer.status}.`)
    } catch (error) {
      if (attempt === TRIES) throw error
    }
    await waited(1000 * 2 ** attempt)
  }
}

function complain(sentence) {
  const place = document.getElementById('import-wrong')
  place.textContent = sentence
  place.hidden = false
  document.getElementById('headway').hidden = true
}

/** Names this file's pieces, so that those of another that begins alike are not taken for them. */
const nameOfUpload = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16)).join('.')

/** One piece after the other; then the page of the list says how it goes on. */
async function run(pieces, digest, called) {
  const place = document.getElementById('headway')
  place.hidden = false
  place.querySelector('progress').max = pieces.length
  const upload = nameOfUpload()
  let id
  for (const [n, csv] of pieces.entries()) {
    place.querySelector('progress').value = n
    place.querySelector('p').textContent =
      `${number(n)} of ${number(pieces.length)} pieces are sent. Keep this page open.`
    const more = n + 1 < pieces.length ? 'more' : 'last'
    const path = n === 0 ? form.action : `${form.dataset.pieces}/${id}/more`
    const answer = await sent(path, csv, n === 0 ? { digest, upload, called, pieces: 'more' } : { n, pieces: more })
    if (answer.wrong) return complain(Object.values(answer.wrong)[0])
    id = answer.id
  }
  location.href = `${form.dataset.pieces}/${id}`
}

form?.addEventListener('submit', async (event) => {
  const file = form.elements.file.files[0]
  if (!file || file.size <= MOST) return
  event.preventDefault()
  const button = form.querySelector('button')
  button.disabled = true
  document.getElementById('import-wrong').hidden = true
  try {
    await run(piecesOf(textOf(await file.arrayBuffer())), form.elements.digest.value, file.name)
  } catch {
    complain('The service cannot be reached right now. Nothing is changed yet: try it again.')
  } finally {
    button.disabled = false
  }
})
