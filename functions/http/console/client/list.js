// A list with boxes to tick: one box for all of them (`data-tick-all`), and how many are ticked (`data-ticked`).
const boxesOf = (form) => [...form.querySelectorAll('[data-list] input[type=checkbox]')]

function count(form) {
  const boxes = boxesOf(form)
  const ticked = boxes.filter(({ checked }) => checked).length
  for (const place of form.querySelectorAll('[data-ticked]'))
    place.textContent = ticked === 0 ? '' : ticked === 1 ? '1 is ticked' : `${ticked.toLocaleString('en')} are ticked`
  for (const all of form.querySelectorAll('[data-tick-all]')) {
    all.checked = ticked > 0 && ticked === boxes.length
    all.indeterminate = ticked > 0 && ticked < boxes.length
  }
}

document.addEventListener('change', ({ target }) => {
  if (!target.form || target.type !== 'checkbox') return
  if ('tickAll' in target.dataset) for (const box of boxesOf(target.form)) box.checked = target.checked
  count(target.form)
})
const countAll = () => {
  for (const form of document.querySelectorAll('form:has([data-list])')) count(form)
}
document.addEventListener('htmx:afterSettle', countAll)
countAll()

// What is pasted nowhere in particular is something new.
document.addEventListener('paste', (event) => {
  const box = document.querySelector('[data-paste]')
  const text = event.clipboardData?.getData('text/plain').trim()
  if (!box || !text || event.target.closest?.('input,textarea,select,[contenteditable],dialog')) return
  event.preventDefault()
  box.value = text
  box.focus()
})
