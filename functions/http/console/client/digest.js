// The preview beside a digest follows what is typed, and what is done to the coming issue; its articles can be dragged.
const plan = document.getElementById('plan')
const TYPING_ENDS_AFTER = 700

/** Longer addresses do not get through everywhere. */
const LONGEST = 6000

/**
 * A new frame loads behind the one that is seen, and takes its place when it is there: nothing flickers. A frame that is
 * born with its address leaves no mark in the history: going back leads to the page before this one, not to an earlier
 * preview. Nothing is kept by asking.
 */
function show(button) {
  const seen = document.querySelector('iframe.preview:not(.next)')
  document.querySelector('iframe.preview.next')?.remove()
  const asked = new URLSearchParams([...new FormData(plan, button)].filter(([, value]) => value !== ''))
  const next = seen.cloneNode()
  next.classList.add('next')
  next.src = `${seen.dataset.path}?${asked.toString().length > LONGEST ? `view=${button.value}` : asked}`
  next.addEventListener('load', () => {
    if (!next.isConnected) return
    seen.remove()
    next.classList.remove('next')
  })
  seen.after(next)
}

let soon
const pressed = () => document.querySelector('[data-view][aria-pressed="true"]')
const showSoon = () => {
  clearTimeout(soon)
  soon = setTimeout(() => show(pressed()), TYPING_ENDS_AFTER)
}

for (const button of document.querySelectorAll('[data-view]'))
  button.addEventListener('click', (event) => {
    event.preventDefault()
    for (const one of document.querySelectorAll('[data-view]')) one.setAttribute('aria-pressed', String(one === button))
    show(button)
  })
for (const choice of document.querySelectorAll('[data-shows]')) choice.addEventListener('change', () => show(pressed()))
plan.addEventListener('input', showSoon)
// A rhythm that was taken over comes with its field: nobody has typed it.
plan.addEventListener('htmx:load', (event) => {
  if (event.target.id === 'rhythm') showSoon()
})
document.body.addEventListener('coming-changed', () => show(pressed()))
// Whoever leaves with something typed and not saved is asked.
let isTyped = false
plan.addEventListener('input', () => {
  isTyped = true
})
plan.addEventListener('submit', () => {
  isTyped = false
})
window.addEventListener('beforeunload', (event) => {
  if (isTyped) event.preventDefault()
})

/** Dragged within its section; where it was let go is sent, and the part comes again as it is kept. */
function makeDraggable(root) {
  for (const list of root.querySelectorAll('[data-section]')) {
    if (!list.querySelector('.grip')) continue
    Sortable.create(list, {
      handle: '.grip',
      animation: 120,
      onEnd({ oldIndex, newIndex }) {
        if (oldIndex === newIndex) return
        const { digest, edition } = list.closest('.coming').dataset
        htmx.ajax('POST', `/console/digests/${digest}/coming`, {
          target: `#coming-${edition}`,
          swap: 'outerHTML',
          values: { edition, do: 'order', articles: [...list.children].map(({ dataset }) => dataset.article) },
        })
      },
    })
  }
}
makeDraggable(document)
document.addEventListener('htmx:load', ({ detail }) => makeDraggable(detail.elt))
