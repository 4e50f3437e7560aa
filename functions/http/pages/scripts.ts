/**
 * The forms of a page in a browser that runs scripts: for a sign-up the clock and the language that the browser lives by, and a proof of
 * work, begun when the form is first touched and waited for when it is sent. Whatever fails, the form goes off (T08).
 */
export const signUpJs = `for (const form of document.querySelectorAll('form[data-wait]')) {
  const hidden = (name) => form.querySelector('input[type=hidden][name=' + name + ']')
  const status = form.querySelector('[role=status]')
  const LEAST_FILLING = 2100
  const PATIENCE = 30000

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || ''
  if (hidden('zone')) hidden('zone').value = zone
  if (hidden('locale')?.value === '') hidden('locale').value = navigator.language || ''
  const clock = form.querySelector('[data-clock]')
  if (clock && zone) {
    clock.textContent = clock.dataset.clock.replace('{zone}', zone.replaceAll('_', ' '))
    clock.hidden = false
  }

  let work
  let sending = false

  function begin() {
    if (work && Date.now() < work.until) return work
    const mine = { until: Date.now() + PATIENCE, share: 0 }
    mine.answer = prove(mine).catch(() => {
      if (work === mine) work = undefined
      return ''
    })
    work = mine
    return mine
  }

  async function prove(mine) {
    const response = await fetch('/challenge', { cache: 'no-store', signal: AbortSignal.timeout(10000) })
    if (!response.ok) throw new Error('no challenge')
    const challenge = await response.json()
    const { issuedAt, expiresAt, most } = challenge.parameters.data
    const got = Date.now()
    mine.until = got + (expiresAt - issuedAt) - 60000
    const solution = await solve(challenge.parameters, (tried) => {
      mine.share = Math.min(0.99, tried / most)
    })
    await new Promise((done) => setTimeout(done, Math.max(0, got + LEAST_FILLING - Date.now())))
    return btoa(JSON.stringify({ challenge, solution }))
  }

  const solve = (parameters, progress) =>
    new Promise((done, failed) => {
      const worker = new Worker('/assets/solver.js')
      worker.onerror = failed
      worker.onmessage = ({ data }) => {
        if (data.tried !== undefined) return progress(data.tried)
        worker.terminate()
        if (data.derivedKey) done(data)
        else failed(new Error('no solution'))
      }
      worker.postMessage(parameters)
    })

  // Who picks a topic sees that it is of a digest that they take.
  form.addEventListener('change', ({ target }) => {
    const digest = target.name === 'topic' && target.checked && target.value.split('/')[0]
    const box = digest && form.querySelector('input[name=digest][value="' + CSS.escape(digest) + '"]')
    if (box) box.checked = true
  })

  for (const touch of ['focusin', 'pointerdown', 'input']) form.addEventListener(touch, begin)

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (sending) return
    sending = true
    const mine = begin()
    const pressed = Date.now()
    const { wait, waitLonger } = form.dataset
    const ticking = setInterval(() => {
      const long = Date.now() - pressed > 2000 && mine.share > 0
      status.textContent = long ? waitLonger.replace('{share}', String(Math.round(mine.share * 100))) : wait
    }, 200)
    const tired = new Promise((done) => setTimeout(() => done(''), PATIENCE))
    hidden('altcha').value = await Promise.race([mine.answer, tired])
    clearInterval(ticking)
    HTMLFormElement.prototype.submit.call(form)
  })

  // Back from the next page: the proof has served, another is made for whatever is changed now.
  addEventListener('pageshow', (event) => {
    sending = false
    status.textContent = ''
    hidden('altcha').value = ''
    if (event.persisted) work = undefined
  })
}
`

/** ALTCHA's work, beside the page: tries counters until the derived key begins as the challenge says. */
export const solverJs = `const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (two) => parseInt(two, 16))
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')

onmessage = async ({ data: { nonce, salt, cost, keyLength, keyPrefix, data } }) => {
  try {
    const started = performance.now()
    const front = bytes(nonce)
    const password = new Uint8Array(front.length + 4)
    password.set(front)
    const counterIn = new DataView(password.buffer, front.length)
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost }
    for (let counter = 0; counter <= data.most; counter++) {
      counterIn.setUint32(0, counter)
      const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
      const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8))
      if (derivedKey.startsWith(keyPrefix)) {
        postMessage({ counter, derivedKey, time: Math.round(performance.now() - started) })
        return
      }
      if (counter % 20 === 0) postMessage({ tried: counter })
    }
    postMessage({})
  } catch {
    postMessage({})
  }
}
`
