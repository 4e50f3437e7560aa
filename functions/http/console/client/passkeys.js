// Passkeys: the browser is told what to sign, and what it has signed is sent as a form, like everything else.
const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser
const ceremonies = { get: startAuthentication, create: startRegistration }
const sentences = {
  NotAllowedError: 'It was cancelled, or took too long. Press the button to try again.',
  InvalidStateError: 'This device has a passkey for here already.',
}
const ELSE = 'This did not work. Try it again, or with another device.'

for (const form of document.querySelectorAll('[data-passkey]')) {
  if (!browserSupportsWebAuthn()) continue
  form.hidden = false
  const button = form.querySelector('button')
  const wrong = form.querySelector('[data-wrong]')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    wrong.hidden = true
    button.disabled = true
    try {
      const answer = await fetch(form.dataset.options, { method: 'POST' })
      if (!answer.ok) throw new Error(String(answer.status))
      const optionsJSON = await answer.json()
      const credential = await ceremonies[form.dataset.passkey]({ optionsJSON })
      form.elements.credential.value = JSON.stringify(credential)
      form.submit()
    } catch (error) {
      wrong.textContent = sentences[error.name] ?? ELSE
      wrong.hidden = false
      button.disabled = false
    }
  })
}
