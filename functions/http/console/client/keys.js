// Keys for whoever likes them. A link, button, field or <summary> with `data-key="x"` answers to x, and with "g a" to g and
// then a. Within a `[data-item]` of a `[data-list]` it is the one of the item that has the focus; j and k move between the
// items, Enter opens one: its `[data-open]`, or its first link. One with `data-takes-item` ticks that item
// first, if none is ticked. What a key does stands in `data-does`, else it is what the element is called. Nobody's typing is touched, and
// whoever dictates can switch the keys off (WCAG 2.1.4).
const SECOND_KEY_WITHIN = 1500
const SWITCH = 'tidings-keys'
const PLACE = 'tidings-place'
const typing = 'input:not([type=checkbox],[type=radio],[type=submit],[type=button]),select,textarea,[contenteditable]'

let begun = { key: '', at: 0 }
let last = { id: '', index: -1 }

const stored = (name) => {
  try {
    return sessionStorage.getItem(name) ?? localStorage.getItem(name)
  } catch {
    return null
  }
}
const store = (where, name, value) => {
  try {
    where.setItem(name, value)
  } catch {
    // A browser that keeps nothing forgets the place, and has the keys on.
  }
}
const keysAreOn = () => stored(SWITCH) !== 'off'
const isUsable = (element) => !element.disabled && (element.checkVisibility?.() ?? true)
const items = () => [...document.querySelectorAll('[data-list] [data-item]')].filter(isUsable)
const current = () => document.activeElement?.closest('[data-item]') ?? null
const keyed = (within) => [...within.querySelectorAll('[data-key]')].filter(isUsable)

function goTo(item) {
  if (!item) return
  if (!item.hasAttribute('tabindex')) item.tabIndex = -1
  item.focus({ preventScroll: true })
  item.scrollIntoView({ block: 'nearest' })
}

function move(step) {
  const list = items()
  const at = list.indexOf(current() ?? document.getElementById(last.id))
  goTo(list[at === -1 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)])
}

/** The one of the item that has the focus, else the page's own. */
function elementFor(key) {
  const item = current()
  const answers = (element) => element.dataset.key === key
  return (
    (item && keyed(item).find(answers)) ??
    keyed(document).find((element) => answers(element) && !element.closest('[data-item]'))
  )
}

function press(element) {
  const item = element.closest('[data-item]')
  // A page that comes back whole comes back to this item.
  if (item?.id) store(sessionStorage, PLACE, `${location.pathname} ${item.id}`)
  if (element.matches(typing)) {
    if ('takesItem' in element.dataset) tickCurrent()
    element.focus()
    element.select?.()
    return
  }
  if ('takesItem' in element.dataset) tickCurrent()
  element.click()
  if (element.matches('summary')) element.parentElement.querySelector(typing)?.focus()
}

function tickCurrent() {
  if (document.querySelector('[data-list] input[type=checkbox]:checked')) return
  const box = current()?.querySelector('input[type=checkbox]')
  if (box && !box.checked) box.click()
}

function answer(key, at) {
  const whole = begun.key && at - begun.at < SECOND_KEY_WITHIN ? `${begun.key} ${key}` : key
  begun = { key: '', at }
  const element = elementFor(whole)
  if (element) {
    press(element)
    return true
  }
  if (key === 'j' || key === 'k') {
    move(key === 'j' ? 1 : -1)
    return items().length > 0
  }
  if (keyed(document).some(({ dataset }) => dataset.key.startsWith(`${key} `))) begun = { key, at }
  return false
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
  if (!keysAreOn() || key === 'Shift' || target.closest('dialog')) return
  if (key === 'Escape' && target.matches('[data-key]')) return goTo(document.getElementById(last.id))
  if (target.matches(typing)) return
  if (key === 'Enter') {
    if (target.matches('[data-item]')) (target.querySelector('[data-open]') ?? target.querySelector('a'))?.click()
    return
  }
  if (answer(key, event.timeStamp)) event.preventDefault()
})

/** Where the focus is among the items: what comes anew has them in another order. */
function remember() {
  const item = current()
  if (item) last = { id: item.id, index: items().indexOf(item) }
}
document.addEventListener('focusin', remember)

// Whoever was in a list is in it again when it comes anew: at the same item, else where that was.
let wasInList = false
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  // Another part that comes at the same time has nothing to do with it.
  if (!detail.target?.contains(document.activeElement)) return
  remember()
  wasInList = Boolean(current() ?? document.activeElement?.closest('form')?.querySelector('[data-list]'))
})
document.addEventListener('htmx:afterSettle', () => {
  mark()
  const isLost = document.activeElement === document.body || !current()
  if (!wasInList || !isLost) return
  wasInList = false
  const list = items()
  goTo(document.getElementById(last.id) ?? list[Math.min(Math.max(last.index, 0), list.length - 1)])
})

/** Says to whoever reads with their ears what the keys are; shows them where they are on. */
function mark() {
  document.documentElement.classList.add('scripted')
  document.documentElement.classList.toggle('keyed', keysAreOn())
  for (const element of document.querySelectorAll('[data-key]')) {
    const { key } = element.dataset
    if (key.length > 1 || !keysAreOn()) element.removeAttribute('aria-keyshortcuts')
    else element.setAttribute('aria-keyshortcuts', /[A-Z]/.test(key) ? `Shift+${key}` : key)
  }
}

/** What an element is called, without its key. */
function nameOf(element) {
  const named = element.dataset.does ?? element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent
  if (named) return named.trim()
  const copy = element.cloneNode(true)
  for (const key of copy.querySelectorAll('kbd')) key.remove()
  return copy.textContent.trim()
}

function keysOfPage() {
  const item = current() ?? items()[0]
  const here = keyed(document).filter((element) => !element.closest('[data-item]') || item?.contains(element))
  const named = new Map(here.map((element) => [element.dataset.key, nameOf(element)]))
  const moves = item
    ? [
        ['j', 'The next one'],
        ['k', 'The one before'],
        ['Enter', 'Open it'],
      ]
    : []
  // What one does here first, then the ways to elsewhere.
  const isWay = ([key]) => key.startsWith('g ')
  return [...moves, ...[...named].filter((one) => !isWay(one)), ...[...named].filter(isWay)]
}

const make = (name, content = '', more = {}) =>
  Object.assign(document.createElement(name), { textContent: content }, more)

function showKeys() {
  document.getElementById('keys')?.remove()
  const dialog = make('dialog', '', { id: 'keys' })
  dialog.setAttribute('aria-labelledby', 'keys-title')
  const list = make('dl')
  for (const [key, what] of keysOfPage()) {
    const term = make('dt')
    term.append(...key.split(' ').flatMap((one) => [make('kbd', /^[A-Z]$/.test(one) ? `⇧ ${one}` : one), ' ']))
    list.append(term, make('dd', what))
  }
  const box = make('input', '', { type: 'checkbox', checked: keysAreOn() })
  box.addEventListener('change', () => {
    store(localStorage, SWITCH, box.checked ? 'on' : 'off')
    mark()
  })
  const label = make('label', '', { className: 'check' })
  label.append(box, make('span', 'Listen to these keys'))
  const close = make('button', 'Close', { type: 'button', className: 'quiet' })
  close.addEventListener('click', () => dialog.close())
  // Read from its beginning, however long it is.
  const title = make('h2', 'Keys of this page', { id: 'keys-title', tabIndex: -1, autofocus: true })
  dialog.append(title, list, label, close)
  document.body.append(dialog)
  dialog.showModal()
}
document.addEventListener('click', (event) => {
  if (event.target.closest('.keys-help')) showKeys()
})

mark()
const [path, id] = (stored(PLACE) ?? '').split(' ')
if (id && path === location.pathname) {
  store(sessionStorage, PLACE, '')
  if (document.activeElement === document.body) goTo(document.getElementById(id))
}
