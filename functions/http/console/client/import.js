// A long list of readers, in parts: each is one request, so that one sees how far it is, and nothing is too long for one. A
// short list, or no script: the form does it in one. Sent again, a part changes nobody twice.
const PART = 40 * 1024
/** Taken in within a second or two. */
const SHORT = 8 * 1024
const TRIES = 4
const form = document.querySelector('[data-parts]')

/** As the service reads it: UTF-8, UTF-16 with its mark, or else Windows-1252. */
function textOf(bytes) {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
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

/** Parts that each begin with the header; `before`: how many rows went ahead of its own. */
function partsOf(text) {
  const [head = '', ...rows] = rowsOf(text)
  const says = /^"?sep=.{1}"?$/i.test(head)
  const header = says ? `${head}\n${rows.shift() ?? ''}` : head
  const parts = []
  let part
  rows.forEach((row, before) => {
    if (!part || part.bytes + row.length > PART) {
      part = { before, bytes: 0, rows: [] }
      parts.push(part)
    }
    part.rows.push(row)
    part.bytes += row.length + 1
  })
  return parts.map(({ before, rows: own }) => ({ before, rows: own.length, csv: [header, ...own].join('\n') }))
}

const number = (value) => value.toLocaleString('en')
const waited = (ms) => new Promise((done) => setTimeout(done, ms))

async function sent(part, fields) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...fields, csv: part.csv })) body.append(name, value)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
      if (answer.ok || answer.status === 422) return await answer.json()
      if (answer.status < 500 || attempt === TRIES) throw new Error(`The service answers ${answer.status}.`)
    } catch (error) {
      if (attempt === TRIES) throw error
    }
    await waited(1000 * 2 ** attempt)
  }
}

/** One part after the other; answers the sum of what became of them, or which sentence is wrong. */
async function run(parts, fields, verb) {
  const place = document.getElementById('headway')
  const bar = place.querySelector('progress')
  const words = place.querySelector('p')
  const all = parts.reduce((sum, part) => sum + part.rows, 0)
  const sum = { added: 0, changed: 0, unchanged: 0, refusedCount: 0, refused: [] }
  let done = 0
  place.hidden = false
  bar.max = all
  for (const part of parts) {
    bar.value = done
    words.textContent = `${number(done)} of ${number(all)} rows ${verb}. Keep this page open.`
    const answer = await sent(part, fields)
    if (answer.wrong) return answer
    for (const name of ['added', 'changed', 'unchanged', 'refusedCount']) sum[name] += answer[name]
    const refused = answer.refused.map(({ row, reason }) => ({ row: row + part.before, reason }))
    sum.refused = [...sum.refused, ...refused].slice(0, 1000)
    done += part.rows
  }
  bar.value = all
  words.textContent = `${number(all)} of ${number(all)} rows ${verb}.`
  return sum
}

function complain(sentence) {
  const place = document.getElementById('import-wrong')
  place.textContent = sentence
  place.hidden = false
  document.getElementById('headway').hidden = true
}

function show(found, parts, fields) {
  const page = document.getElementById('found-in-parts').content.cloneNode(true)
  for (const place of page.querySelectorAll('[data-count]')) place.textContent = number(found[place.dataset.count])
  const refused = page.querySelector('[data-refused]')
  if (found.refused.length === 0) refused.remove()
  for (const { row, reason } of found.refused) {
    const line = refused.querySelector('tbody').insertRow()
    line.insertCell().textContent = number(row)
    line.cells[0].className = 'n'
    line.insertCell().textContent = reason
  }
  const meant = page.querySelector('form')
  const button = meant.querySelector('button')
  const parties = [
    found.added > 0 ? `Add ${number(found.added)} readers` : '',
    found.changed > 0 ? `${found.added > 0 ? 'change' : 'Change'} ${number(found.changed)}` : '',
  ].filter(Boolean)
  button.textContent = parties.join(', ')
  if (parties.length === 0) meant.remove()
  meant.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.disabled = true
    const attestation = new FormData(meant).get('attestation')
    try {
      const done = await run(parts, { ...fields, attestation, step: 'import' }, 'taken in')
      if (done.wrong) return complain(Object.values(done.wrong)[0])
      const said = `${number(done.added)} added, ${number(done.changed)} changed, ${number(done.unchanged)} as before, ${number(done.refusedCount)} refused. Nobody is mailed for it.`
      location.href = `${form.dataset.parts}?said=${encodeURIComponent(said)}`
    } catch {
      complain('The service cannot be reached. Rows that are in stay in: press the button, and the list goes on.')
    } finally {
      button.disabled = false
    }
  })
  form.hidden = true
  document.getElementById('found-place').replaceChildren(page)
  document.getElementById('found-place').querySelector('h2').focus()
}

form?.addEventListener('submit', async (event) => {
  const file = form.elements.file.files[0]
  const typed = form.elements.csv.value
  if ((file ? file.size : typed.length) <= SHORT) return
  event.preventDefault()
  const button = form.querySelector('button')
  button.disabled = true
  document.getElementById('import-wrong').hidden = true
  const fields = { digest: form.elements.digest.value, step: 'look' }
  try {
    const parts = partsOf(file ? textOf(await file.arrayBuffer()) : typed)
    const found = await run(parts, fields, 'looked at')
    if (found.wrong) complain(Object.values(found.wrong)[0])
    else show(found, parts, fields)
  } catch {
    complain('The service cannot be reached right now. Nothing is changed yet: try it again.')
  } finally {
    button.disabled = false
  }
})
