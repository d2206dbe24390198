// A form whose act a person's own key signs: ask what is signed, let the passkey sign it, then send the form with the answer.
;(function () {
  'use strict'

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

  async function send(form, button) {
    const body = new FormData(form, button)
    const answer = await asked(form, body)
    if (answer.ok) {
      const field = document.createElement('input')
      field.type = 'hidden'
      field.name = 'credential'
      field.value = await signed(answer.request_options)
      form.append(field)
    }
    if (button && button.name) {
      const pressed = document.createElement('input')
      pressed.type = 'hidden'
      pressed.name = button.name
      pressed.value = button.value
      form.append(pressed)
    }
    form.submit()
  }

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
