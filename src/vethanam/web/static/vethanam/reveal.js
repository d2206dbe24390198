// Shows a contact that the dispatcher sealed to a key of this page. The private key is made here, cannot be exported and
// is gone with the page. HPKE base mode (RFC 9180): DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
(function () {
  'use strict'
  const place = document.getElementById('reveal')
  if (!place || !window.crypto || !crypto.subtle) return
  const form = place.querySelector('form')
  const shown = document.getElementById('shown')
  const text = new TextEncoder()
  const KEM = new Uint8Array([0x4b, 0x45, 0x4d, 0x00, 0x10])
  const SUITE = new Uint8Array([0x48, 0x50, 0x4b, 0x45, 0x00, 0x10, 0x00, 0x01, 0x00, 0x02])
  const POINT = 65
  const NONE = new Uint8Array(0)

  function joined (...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) { whole.set(part, at); at += part.length }
    return whole
  }

  async function hmac (key, message) {
    // an empty key and 32 zero octets are one key to HMAC
    const raw = key.length ? key : new Uint8Array(32)
    const made = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return new Uint8Array(await crypto.subtle.sign('HMAC', made, message))
  }

  function extract (suite, salt, label, secret) {
    return hmac(salt, joined(text.encode('HPKE-v1'), suite, text.encode(label), secret))
  }

  async function expand (suite, secret, label, info, length) {
    const labeled = joined(new Uint8Array([0, length]), text.encode('HPKE-v1'), suite, text.encode(label), info)
    return (await hmac(secret, joined(labeled, new Uint8Array([1])))).slice(0, length)
  }

  async function opened (sealed, pair, ours, info) {
    const theirs = sealed.slice(0, POINT)
    const point = await crypto.subtle.importKey('raw', theirs, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
    const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, pair.privateKey, 256)
    const common = await extract(KEM, NONE, 'eae_prk', new Uint8Array(bits))
    const shared = await expand(KEM, common, 'shared_secret', joined(theirs, ours), 32)
    const context = joined(
      new Uint8Array([0]), await extract(SUITE, NONE, 'psk_id_hash', NONE), await extract(SUITE, NONE, 'info_hash', info))
    const secret = await extract(SUITE, shared, 'secret', NONE)
    const raw = await expand(SUITE, secret, 'key', context, 32)
    const nonce = await expand(SUITE, secret, 'base_nonce', context, 12)
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed.slice(POINT)))
    return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(0x80)))
  }

  function toBase64 (bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }

  function fromBase64 (words) {
    return Uint8Array.from(atob(words.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
  }

  async function answered (use) {
    const address = place.dataset.answer.replace('/use/', '/' + use + '/')
    for (let tries = 0; tries < 120; tries += 1) {
      // a line that fails is asked again: the sealed answer waits for an hour
      const reply = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => null)
      const found = reply && reply.ok ? await reply.json() : {}
      if (found.is_over) return found.answers
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    return null
  }

  form.addEventListener('submit', async function (event) {
    event.preventDefault()
    form.querySelector('button').disabled = true
    shown.textContent = place.dataset.waits
    try {
      const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
      const ours = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
      const body = new FormData(form)
      body.set('answer_key', toBase64(ours))
      const said = await (await fetch(place.dataset.show, { method: 'POST', body })).json()
      if (!said.use) { shown.textContent = said.says; return }
      const answers = await answered(said.use)
      if (!answers) { shown.textContent = place.dataset.failed; return }
      if (!answers.length) { shown.textContent = place.dataset.none; return }
      const lines = []
      for (const one of answers) {
        const info = text.encode('vethanam|reveal|' + said.use + '|' + one.field)
        lines.push(await opened(fromBase64(one.sealed), pair, ours, info))
      }
      shown.textContent = lines.join(' · ')
    } catch (failed) {
      shown.textContent = place.dataset.failed
    }
  })
})()
