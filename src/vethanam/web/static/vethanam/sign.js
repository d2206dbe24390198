// A form whose act a person's own key signs: ask what is signed, let the passkey sign it, then send the form with the answer.
// What moves money is signed on the paymaster's page: the form stays in this tab until the browser comes back with the answer.
;(function () {
  'use strict'

  const kept = 'vethanam.form', answered = '#signed='

  function bytes(text) {
    const padded = text.replace(/-/g, '+').replace(/_/g, '/') + '==='.slice((text.length + 3) % 4)
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0))
  }

  function text(buffer) {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
    return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  }

  async function asked(form, body) {
    const address = form.getAttribute('action') || window.location.href
    const answer = await fetch(address, {
      method: 'POST', body: body, headers: { 'X-Sign': 'prepare' }, credentials: 'same-origin', redirect: 'manual'
    })
    const kind = answer.headers.get('Content-Type') || ''
    return answer.ok && kind.startsWith('application/json') ? answer.json() : { ok: false }
  }

  async function signed(options) {
    const key = options.publicKey
    const given = await navigator.credentials.get({
      publicKey: {
        ...key, challenge: bytes(key.challenge),
        allowCredentials: key.allowCredentials.map((one) => ({ ...one, id: bytes(one.id) }))
      }
    })
    return JSON.stringify({
      rawId: text(given.rawId),
      response: {
        signature: text(given.response.signature),
        authenticatorData: text(given.response.authenticatorData),
        clientDataJSON: text(given.response.clientDataJSON)
      }
    })
  }

  function tell(form, says) {
    let place = form.querySelector('[data-told]')
    if (!place) {
      place = document.createElement('p')
      place.className = 'outcome no'
      place.setAttribute('role', 'alert')
      place.dataset.told = ''
      form.prepend(place)
    }
    place.textContent = says
  }

  function hidden(name, value) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    return field
  }

  function post(address, fields) {
    const form = document.createElement('form')
    form.method = 'post'
    form.action = address
    form.append(...fields.map(([name, value]) => hidden(name, value)))
    document.body.append(form)
    form.submit()
  }

  function leave(form, body, page) {
    const place = location.pathname + location.search
    const fields = Array.from(body.entries()).filter(([, value]) => typeof value === 'string')
    sessionStorage.setItem(kept, JSON.stringify({ place: place, action: form.getAttribute('action') || place, fields: fields }))
    const language = document.documentElement.lang
    post(page.address, Object.entries({ ticket: page.ticket, act: page.act, given: page.given, back: place, language: language }))
  }

  function comeBack() {
    const form = JSON.parse(sessionStorage.getItem(kept) || 'null')
    sessionStorage.removeItem(kept)
    if (!location.hash.startsWith(answered)) return
    const credential = decodeURIComponent(location.hash.slice(answered.length))
    history.replaceState(null, '', location.pathname + location.search)
    if (form && form.place === location.pathname + location.search) {
      post(form.action, [...form.fields, ['credential', credential]])
    }
  }

  async function send(form, button) {
    const body = new FormData(form, button)
    const answer = await asked(form, body)
    if (answer.ok && answer.paymaster) {
      leave(form, body, answer.paymaster)
      return
    }
    if (answer.ok) {
      form.append(hidden('credential', await signed(answer.request_options)))
    }
    if (button && button.name) form.append(hidden(button.name, button.value))
    form.submit()
  }

  comeBack()
  document.addEventListener('submit', function (event) {
    const form = event.target
    if (!form.hasAttribute('data-signs')) return
    event.preventDefault()
    if (form.dataset.sending) return
    form.dataset.sending = 'yes'
    send(form, event.submitter).catch(function () {
      tell(form, form.dataset.failed)
    }).finally(function () {
      delete form.dataset.sending
    })
  })
})()
