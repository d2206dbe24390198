"use strict";
// Checks the bundle in this page: SHA-256, SHA-512 and Ed25519 (RFC 8032) in plain JavaScript, no network.
// It checks key, head, entries, openings, and every part against the leaf that made the file. Approvals, roles,
// restraints and witnesses are checked by verify.py.

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
};

function fail(part, says) {
  const error = new Error(says);
  error.part = part;
  throw error;
}

function unhex(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) { fail("leaf", "A hash is not hexadecimal."); }
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

function unbase64(text) {
  let found;
  try { found = Uint8Array.from(atob(text), (one) => one.charCodeAt(0)); } catch { return null; }
  let binary = "";
  for (const one of found) { binary += String.fromCharCode(one); }
  return btoa(binary) === text ? found : null;
}

// -- SHA-2 (FIPS 180-4): the constants are the first bits of roots of primes -----------------------------------

const PRIMES = [];
for (let one = 2; PRIMES.length < 80; one += 1) {
  if (PRIMES.every((prime) => one % prime)) { PRIMES.push(one); }
}

function root(value, power) {
  let low = 0n, high = value;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** power <= value) { low = middle; } else { high = middle - 1n; }
  }
  return low;
}

const bits = (prime, power) => root(BigInt(prime) << (64n * power), power) & 0xffffffffffffffffn;
const START = PRIMES.slice(0, 8).map((prime) => bits(prime, 2n));
const ROUNDS = PRIMES.map((prime) => bits(prime, 3n));
const START_32 = START.map((one) => Number(one >> 32n));
const ROUNDS_32 = ROUNDS.slice(0, 64).map((one) => Number(one >> 32n));

function padded(text, block) {
  const rest = block === 64 ? 9 : 17;
  const size = Math.ceil((text.length + rest) / block) * block;
  const all = new Uint8Array(size);
  all.set(text);
  all[text.length] = 0x80;
  new DataView(all.buffer).setBigUint64(size - 8, BigInt(text.length) * 8n);
  return all;
}

function sha256(text) {
  const all = padded(text, 64), view = new DataView(all.buffer), state = START_32.slice(), w = new Int32Array(64);
  const turn = (value, by) => (value >>> by) | (value << (32 - by));
  for (let at = 0; at < all.length; at += 64) {
    for (let i = 0; i < 16; i += 1) { w[i] = view.getInt32(at + 4 * i); }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS_32[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) | 0; });
  }
  const found = new Uint8Array(32), out = new DataView(found.buffer);
  state.forEach((value, i) => out.setInt32(4 * i, value));
  return found;
}

function sha512(text) {
  const all = padded(text, 128), view = new DataView(all.buffer), state = START.slice(), w = new BigUint64Array(80);
  const cut = (value) => BigInt.asUintN(64, value);
  const turn = (value, by) => cut((value >> by) | (value << (64n - by)));
  for (let at = 0; at < all.length; at += 128) {
    for (let i = 0; i < 16; i += 1) { w[i] = view.getBigUint64(at + 8 * i); }
    for (let i = 16; i < 80; i += 1) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + (turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n)) + w[i - 7] + (turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i += 1) {
      const one = cut(h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (cut(~e) & g)) + ROUNDS[i] + w[i]);
      const two = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = cut(d + one); d = c; c = b; b = a; a = cut(one + two);
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = cut(state[i] + value); });
  }
  const found = new Uint8Array(64), out = new DataView(found.buffer);
  state.forEach((value, i) => out.setBigUint64(8 * i, value));
  return found;
}

// -- Ed25519 (RFC 8032, 5.1.7) ---------------------------------------------------------------------------------

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (value) => { const rest = value % P; return rest < 0n ? rest + P : rest; };

function power(base, exponent) {
  let found = 1n;
  for (let left = exponent, factor = mod(base); left; left >>= 1n, factor = mod(factor * factor)) {
    if (left & 1n) { found = mod(found * factor); }
  }
  return found;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
const little = (bytes) => BigInt("0x" + (hex(bytes.slice().reverse()) || "0"));

function pointOf(bytes) {
  const sign = BigInt(bytes[31] >> 7), y = little(bytes) & (2n ** 255n - 1n);
  if (y <= 1n || y >= P - 1n) { return null; }
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square)) { x = mod(x * ROOT_OF_MINUS_1); }
  if (mod(x * x - square)) { return null; }
  if ((x & 1n) !== sign) { x = P - x; }
  return [x, y, 1n, mod(x * y)];
}

function plus(a, b) {
  const e = mod((a[1] - a[0]) * (b[1] - b[0])), f = mod((a[1] + a[0]) * (b[1] + b[0]));
  const g = mod(2n * a[3] * b[3] * D), h = mod(2n * a[2] * b[2]);
  const w = f - e, x = h - g, y = h + g, z = f + e;
  return [mod(w * x), mod(y * z), mod(x * y), mod(w * z)];
}

function times(count, point) {
  let total = [0n, 1n, 1n, 0n];
  for (let left = count, one = point; left; left >>= 1n, one = plus(one, one)) {
    if (left & 1n) { total = plus(total, one); }
  }
  return total;
}

function isSigned(key, signature, text) {
  const holder = key.length === 32 ? pointOf(key) : null;
  if (!holder || signature.length !== 64) { return false; }
  const s = little(signature.slice(32));
  if (s >= L) { return false; }
  const base = pointOf(unhex("58" + "66".repeat(31)));
  const k = little(sha512(joined(signature.slice(0, 32), key, text))) % L;
  const [x, y, z] = plus(times(s, base), times(k, [P - holder[0], holder[1], holder[2], P - holder[3]]));
  const inverse = power(z, P - 2n), encoded = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return encoded === little(signature.slice(0, 32));
}

// -- canonical JSON, keys, heads, proofs -----------------------------------------------------------------------

function canonical(value) {
  if (Array.isArray(value)) { return "[" + value.map(canonical).join(",") + "]"; }
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort().map((name) => JSON.stringify(name) + ":" + canonical(value[name]));
    return "{" + members.join(",") + "}";
  }
  return JSON.stringify(value);
}

const canonicalHash = (value) => hex(sha256(utf8(canonical(value))));

function keyOf(text) {
  const [name, id, ...rest] = text.split("+"), material = unbase64(rest.join("+"));
  if (!name || !material || material.length !== 33 || material[0] !== 1) { fail("key", "The key is not a key."); }
  const found = sha256(joined(utf8(name + "\n"), material)).slice(0, 4);
  if (hex(found) !== id) { fail("key", "The key is not a key."); }
  return { name, id: found, material: material.slice(1) };
}

function headOf(note, key) {
  const end = note.lastIndexOf("\n\n"), text = note.slice(0, end + 1);
  const signed = note.slice(end + 2).split("\n").some((line) => {
    const found = /^\u2014 ([^ ]+) (.+)$/.exec(line), value = found && unbase64(found[2]);
    const isOurs = value && found[1] === key.name && hex(value.slice(0, 4)) === hex(key.id);
    return isOurs && isSigned(key.material, value.slice(4), utf8(text));
  });
  const told = /^([^\n]*)\n(0|[1-9][0-9]{0,15})\n([^\n]*)\n$/.exec(text), top = told && unbase64(told[3]);
  if (end < 0 || !signed || !top || told[1] !== key.name || top.length !== 32) {
    fail("head", "The head of the log is not as it was signed.");
  }
  return { origin: told[1], size: Number(told[2]), root: top };
}

function rootOf(leaf, index, size, path) {
  if (!Number.isSafeInteger(index) || index < 0 || !Number.isSafeInteger(size) || index >= size) { return null; }
  let fn = index, sn = size - 1, found = leaf;
  for (const hash of path) {
    if (sn === 0 || hash.length !== 32) { return null; }
    if (fn % 2 || fn === sn) {
      found = sha256(joined([1], hash, found));
      while (fn && fn % 2 === 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
    } else {
      found = sha256(joined([1], found, hash));
    }
    fn = Math.floor(fn / 2); sn = Math.floor(sn / 2);
  }
  return sn === 0 ? found : null;
}

function commitmentOf(salt, record) {
  const raw = unhex(salt);
  return sha256(joined(utf8("vethanam/commitment/1\n"), [raw.length], raw, utf8(canonical(record))));
}

// A record about a person: the leaf has the root of a tree over the commitments of all of them.
function recordOf(person, leaf, part) {
  const isErased = "commitment" in person, tree = "label" in person ? "persons2" : "persons";
  const committed = isErased ? unhex(person.commitment) : commitmentOf(person.salt, person.record);
  const place = "label" in person ? joined(unhex(person.label), committed) : committed;
  const inner = rootOf(sha256(joined([0], place)), person.position, person.size, person.path.map(unhex));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(person.size));
  const named = "vethanam/persons/" + ("label" in person ? "2" : "1") + "\n";
  if (!inner || hex(sha256(joined(utf8(named), size, inner))) !== leaf.public[tree]) {
    fail(part, "The record about the person is not among those of the leaf.");
  }
  return isErased ? {} : person.record;
}

const UNREAD = ["label_key", "persons", "persons2", "sums"];
const words = (name) => name.replace(/[_.]/g, " ");

function listed(part) {
  const value = (one) => (typeof one === "string" ? one
    : one === null ? "none" : one === true ? "yes" : one === false ? "no" : canonical(one));
  const names = Object.keys(part).filter((name) => !UNREAD.includes(name)).sort();
  return names.map((name) => words(name) + " " + value(part[name])).join("; ");
}

function sentenceOf(entry, origin, opened) {
  const leaf = entry.leaf, sample = leaf.sample ? ", in a sample" : "";
  let text = "Entry " + entry.index + " of " + origin + ": " + words(leaf.kind) + ", " + leaf.at + sample + ".";
  for (const [title, part] of [["Public", leaf.public], ...opened]) {
    const said = listed(part);
    text += said ? " " + title + ": " + said + "." : "";
  }
  return text;
}

function checkEntry(entry, head) {
  const leaf = sha256(joined([0], utf8(canonical(entry.leaf)))), part = "entry " + entry.index, opened = [];
  const root = rootOf(leaf, entry.index, head.size, entry.proof.map(unhex));
  if (!root || hex(root) !== hex(head.root)) {
    fail(part, "This entry does not stand at its place of the signed log.");
  }
  if (entry.opening) {
    if (hex(commitmentOf(entry.opening.salt, entry.opening.private)) !== entry.leaf.commitment) {
      fail(part, "Its private part is not the one of the leaf.");
    }
    opened.push(["Private", entry.opening.private]);
  }
  for (const person of entry.persons || []) {
    opened.push(["About the person", recordOf(person, entry.leaf, part)]);
  }
  if (entry.says !== sentenceOf(entry, head.origin, opened)) { fail(part, "Its sentence differs from its leaf."); }
  return hex(leaf);
}

function checkParts(bundle) {
  const made = bundle.entries.find((entry) => entry.index === bundle.made), said = bundle.content;
  const sums = made && made.leaf.kind === "bundle.made" && made.opening && made.opening.private.sums;
  if (!sums) { fail("made", "No entry made this file."); }
  const found = { page: sums.page, program: sums.program };
  found.about = canonicalHash({ about: said.about, asked: said.asked, kind: said.kind });
  found.shows = canonicalHash(said.shows);
  said.facts.forEach((fact, at) => { found["fact " + (at + 1)] = canonicalHash(fact); });
  for (const [name, text] of Object.entries(said.files)) { found["file " + name] = hex(sha256(utf8(text))); }
  for (const name of new Set([...Object.keys(found), ...Object.keys(sums)])) {
    if (found[name] !== sums[name]) { fail(name, "It is not the one that was made, is missing or was added."); }
  }
}

function verified(text) {
  const bundle = JSON.parse(text);
  if (canonical(bundle) !== text) { fail("file", "It is not JSON in its one exact form."); }
  if (bundle.format !== "vethanam-bundle/2") { fail("file", "It is no bundle of this form."); }
  const head = headOf(bundle.head, keyOf(bundle.log));
  const hashes = new Set(bundle.entries.map((entry) => checkEntry(entry, head)));
  checkParts(bundle);
  if (!bundle.content.shows.every((hash) => hashes.has(hash))) { fail("entries", "An entry is missing."); }
  return bundle;
}

