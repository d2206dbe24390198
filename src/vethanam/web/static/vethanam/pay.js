// The paymaster's page: the device signs what the page shows, or makes a key; the answer goes back in the address's fragment.
;(function () {
  'use strict'

  const asked = JSON.parse(document.getElementById('asked').textContent)
  const button = document.getElementById('sign')
  const failed = document.getElementById('not_signed')

  function bytes(text) {
    const padded = text.replace(/-/g, '+').replace(/_/g, '/') + '==='.slice((text.length + 3) % 4)
    return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0))
  }

  function text(buffer) {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
    return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  }

  function read(options) {
    const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }))
    return {
      ...options, challenge: bytes(options.challenge),
      ...(options.user ? { user: { ...options.user, id: crypto.getRandomValues(new Uint8Array(32)) } } : {}),
      allowCredentials: known(options.allowCredentials), excludeCredentials: known(options.excludeCredentials)
    }
  }

  function goBack(answer) {
    location.assign(asked.back + '#signed=' + encodeURIComponent(JSON.stringify(answer)))
  }

  async function signed() {
    const given = await navigator.credentials.get({ publicKey: read(asked.options) })
    goBack({
      made: asked.made, salt: asked.salt, rawId: text(given.rawId),
      response: {
        signature: text(given.response.signature),
        authenticatorData: text(given.response.authenticatorData),
        clientDataJSON: text(given.response.clientDataJSON)
      }
    })
  }

  async function made() {
    const given = await navigator.credentials.create({ publicKey: read(asked.options) })
    const key = {
      attestation: text(given.response.attestationObject), client_data: text(given.response.clientDataJSON),
      relying_on: asked.host
    }
    if (!asked.goes_on) return goBack({ made: key })
    const form = document.getElementById('again')
    form.elements.made.value = JSON.stringify(key)
    form.submit()
  }

  if (!button) return
  button.addEventListener('click', function () {
    failed.hidden = true
    const work = asked.options.user ? made() : signed()
    work.catch(function () { failed.hidden = false })
  })
})()
