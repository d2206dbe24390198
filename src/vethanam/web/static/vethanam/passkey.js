// A passkey that fails is a sentence on the page, not a line in the console.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  const sentence = document.getElementById('not_known')
  if (sentence) sentence.hidden = false
})
