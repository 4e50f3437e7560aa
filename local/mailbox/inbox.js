// The page is whole without this. It looks every few seconds whether mail has come, and then reloads the list alone.
const LOOK_EVERY = 3000

const list = () => document.getElementById('list')
const typing = () => document.activeElement?.matches('input')

async function look() {
  if (document.hidden || typing()) return
  const answer = await fetch('/newest')
  const { accepted, kept } = await answer.json()
  if (list().dataset.newest === `${accepted}-${kept}`) return
  if (!document.querySelector('#list ol')) return location.reload()

  const page = await (await fetch(location.href)).text()
  const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById('list')
  const reader = document.querySelector('main .tabs a[aria-current]')
  const scrolled = document.querySelector('#list ol')?.scrollTop ?? 0
  list().replaceWith(fresh)
  markRead(reader && new URL(reader.href).searchParams.get('id'))
  document.querySelector('#list ol')?.scrollTo(0, scrolled)
}

/** The mail on the right stays the chosen one, whatever is newest. */
function markRead(id) {
  for (const row of rows()) {
    if (new URL(row.href).searchParams.get('id') === id) row.setAttribute('aria-current', 'true')
    else row.removeAttribute('aria-current')
  }
}

const rows = () => [...document.querySelectorAll('#list li a')]

function step(by) {
  const all = rows()
  const at = all.findIndex((row) => row.hasAttribute('aria-current'))
  all[at + by]?.click()
}

document.addEventListener('keydown', (event) => {
  if (typing() || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'j') step(1)
  else if (event.key === 'k') step(-1)
  else if (event.key === '/') {
    event.preventDefault()
    document.querySelector('input')?.focus()
  }
})

document.querySelector('#list [aria-current]')?.scrollIntoView({ block: 'nearest' })
setInterval(() => look().catch(() => {}), LOOK_EVERY)
