// -- the page --------------------------------------------------------------------------------------------------

function checkShown(bundle) {
  const said = bundle.content, shown = (id) => Array.from(document.querySelectorAll("#" + id + " > li"));
  for (const language of ["en", "ml"]) {
    const facts = shown("facts-" + language), told = said.files["STATEMENT." + language + ".md"];
    const isSame = facts.every((row, at) => row.textContent === said.facts[at].says[language]);
    if (facts.length !== said.facts.length || !isSame) { fail("page", "It shows other facts than the bundle."); }
    const limits = shown("limits-" + language);
    const areTold = limits.every((row) => told.includes("\n- " + row.textContent + "\n"));
    if (limits.length !== bundle.limits.split("\n\n").length || !areTold) { fail("page", "Its limits are others."); }
  }
  for (const row of document.querySelectorAll("pre")) {
    if (row.textContent !== said.files[row.id]) { fail("page", "It shows another text than the bundle."); }
  }
  const title = document.querySelector("h1").textContent, key = document.getElementById("key").textContent;
  const isTitle = said.files["STATEMENT.en.md"].startsWith("# " + title + "\n");
  if (!isTitle || key !== bundle.log) { fail("page", "It shows another title or key than the bundle."); }
}

function show(state, says) {
  const verdict = document.getElementById("verdict");
  verdict.className = state;
  verdict.textContent = says;
}

function checkPage() {
  const slot = document.getElementById("bundle");
  try {
    const bytes = unbase64(slot.textContent);
    if (!bytes) { fail("file", "The bundle in this page cannot be read."); }
    const bundle = verified(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    checkShown(bundle);
    for (const entry of bundle.entries) {
      const row = document.createElement("li");
      row.textContent = entry.says;
      document.getElementById("entries").append(row);
    }
    show("holds", "It holds: " + bundle.entries.length + " entries of the log are signed by the key below, and each " +
      "part of the bundle is as it was made. Approvals, restraints and witnesses are checked by verify.py.");
  } catch (error) {
    show("fails", "It does not hold. " + (error.part || "file") + ": " + error.message);
  }
}

if (typeof document !== "undefined") { checkPage(); }
