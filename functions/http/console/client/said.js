// What was just done is said once: it does not stay in the address, to be said again by whoever opens it later.
const address = new URL(location.href)
if (address.searchParams.has('said')) {
  address.searchParams.delete('said')
  history.replaceState(history.state, '', address)
}

/** A line of ours where the server says what was done. */
function say(sentence) {
  const line = document.createElement('p')
  line.className = 'said'
  line.textContent = sentence
  document.getElementById('said')?.replaceChildren(line)
}

// Parts of a page that come by htmx.
const SIGN_IN = '/console/sign-in'
document.addEventListener('htmx:beforeSwap', (event) => {
  // Signed out meanwhile: the whole page asks to come in, not a part of it.
  if (!new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith(SIGN_IN)) return
  event.detail.shouldSwap = false
  location.reload()
})
document.addEventListener('htmx:responseError', () =>
  say('This could not be done: load the page again, and try it once more.'),
)
document.addEventListener('htmx:sendError', () =>
  say('The service cannot be reached right now. What you typed is still here.'),
)
