// -- the code of a payslip (docs/spec/payslip.md) ---------------------------------------------------------------

const FIELDS = ["receipt", "pen", "name", "month", "gross", "deductions", "net", "dated", "entry", "key"];
const SUMS = ["gross", "deductions", "net"];

function statementIn(text) {
  const trimmed = text.trim(), code = trimmed.slice(Math.max(trimmed.indexOf("VP1:"), 0));
  if (code.length > 4000 || !/^VP1:[A-Za-z0-9_-]+$/.test(code)) { return null; }
  const encoded = code.slice(4).replace(/-/g, "+").replace(/_/g, "/");
  const raw = unbase64(encoded + "=".repeat((4 - encoded.length % 4) % 4));
  if (!raw || raw.length <= 64) { return null; }
  let members;
  try {
    const written = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw.slice(64));
    members = JSON.parse(written);
    if (canonical(members) !== written) { return null; }
  } catch { return null; }
  if (!Array.isArray(members) || members.length !== FIELDS.length) { return null; }
  const said = Object.fromEntries(FIELDS.map((name, at) => [name, members[at]]));
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
  const areTexts = FIELDS.every((name) => SUMS.includes(name) || name === "entry" || typeof said[name] === "string");
  if (!areTexts || !SUMS.every((name) => isCount(said[name])) || !(said.entry === null || isCount(said.entry))) {
    return null;
  }
  return { said, signature: raw.slice(0, 64), signed: joined(utf8("vethanam/payslip/1\n"), raw.slice(64)) };
}

function checkedCode(text, keys) {
  const found = statementIn(text);
  if (!found) { return { state: "unread", said: null }; }
  const named = keys.filter((key) => hex(key.id) === found.said.key);
  if (!named.length) { return { state: "unknown_key", said: found.said }; }
  const isTrue = named.some((key) => isSigned(key.material, found.signature, found.signed));
  return { state: isTrue ? "signed" : "altered", said: found.said };
}

function fieldText(name, value) {
  if (value === null) { return "-"; }
  if (!SUMS.includes(name)) { return String(value); }
  const [rupees, paise] = [String(Math.floor(value / 100)), String(value % 100).padStart(2, "0")];
  return "₹ " + rupees.replace(/(\d)(?=(\d\d)+\d$)/g, "$1,") + "." + paise;
}

function checkSlip(text) {
  const keys = Array.from(document.querySelectorAll("#keys code"), (one) => keyOf(one.textContent));
  const found = checkedCode(text, keys), verdict = document.getElementById("verdict");
  const fields = document.getElementById("fields");
  verdict.className = found.state === "signed" ? "holds" : "fails";
  verdict.replaceChildren(...document.getElementById("says-" + found.state).content.cloneNode(true).childNodes);
  const said = found.state === "signed" ? found.said : null;
  fields.hidden = !said;
  for (const name of FIELDS) {
    document.getElementById("field-" + name).textContent = said ? fieldText(name, said[name]) : "";
  }
}

function checkAddress() {
  const text = decodeURIComponent(location.hash.slice(1));
  if (text) { document.getElementById("code").value = text; checkSlip(text); }
}

if (typeof document !== "undefined") {
  document.getElementById("unscripted").hidden = true;
  document.getElementById("form").addEventListener("submit", (event) => {
    event.preventDefault();
    checkSlip(document.getElementById("code").value);
  });
  addEventListener("hashchange", checkAddress);
  checkAddress();
}
