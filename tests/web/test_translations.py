"""Every sentence of the pages has its Malayalam, with the same places to fill."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override
from django.utils.translation import template as translation_template

from vethanam import rules
from vethanam.benefits.scheme_rules import kinds_of_circumstance, says_of
from vethanam.clauses.explanation import Explanation
from vethanam.errors import templates
from vethanam.periods import Month
from vethanam.privacy.duty_deadlines import BREACH, CLOCKS, running
from vethanam.privacy.purposes import load_catalogue
from vethanam.rules.line_explanation import explain
from vethanam.rules.month_assessment import assess
from vethanam.rules.month_facts import facts_from
from vethanam.rules.rule_text import shown
from vethanam.rules.rulebook import load_pack
from vethanam.rules.worked_examples import examples_of
from vethanam.web.parts import translations
from vethanam.web.parts.language import PagesSpeaker
from vethanam.web.parts.names import titles
from vethanam.web.privacy.duties import GROUNDS
from vethanam.web.privacy.legal_grounds import DESCRIBED, without_note

WEB = Path(translations.__file__).parents[1]
#: modules of lower rooms with marked msgids
MARKED = (
    WEB.parent / "benefits" / "masters.py",
    WEB.parent / "payments" / "masters.py",
    WEB.parent / "payroll" / "pay_calendar" / "masters.py",
    WEB.parent / "messaging" / "masters.py",
    WEB.parent / "messaging" / "operator_masters.py",
    WEB.parent / "webhooks" / "masters.py",
    WEB.parent / "people" / "masters" / "rows.py",
    WEB.parent / "people" / "masters" / "programs.py",
    WEB.parent / "service_book" / "figures.py",
    *sorted((WEB.parent / "acts").glob("*.py")),
)
PACKS = sorted(path.parent.name for path in Path(rules.__file__).parent.glob("*/components"))
PLACES = re.compile(r"%\((\w+)\)s")
_CALLS = {"_", "gettext", "gettext_noop", "gettext_lazy"}


def _of_code(path: Path) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if node.func.id in _CALLS and texts:
            yield texts[0], None
        if node.func.id == "ngettext" and len(texts) > 1:
            yield texts[0], texts[1]


def _of_template(path: Path) -> Iterator[tuple[str, str | None]]:
    code = translation_template.templatize(path.read_text(encoding="utf-8"), str(path))
    for one in re.finditer(r"(?<!n)gettext\(u?(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\)", code):
        yield _plain(one[1] or one[2] or ""), None
    for one in re.finditer(r"_\(u?(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")\)", code):
        yield _plain(one[1] or one[2] or ""), None
    for one in re.finditer(
        r"ngettext\(u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"), u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")",
        code,
    ):
        yield ast.literal_eval(one[1]), ast.literal_eval(one[2])


def _plain(text: str) -> str:
    return text.replace("\\'", "'").replace('\\"', '"')


def sentences() -> dict[str, str | None]:
    """Every msgid with its plural, from code and templates."""
    found: dict[str, str | None] = {}
    for path in (*sorted(WEB.rglob("*.py")), *MARKED):
        found |= dict(_of_code(path))
    for path in sorted(WEB.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            found |= dict(_of_template(path))
    found |= dict.fromkeys(_of_the_rulebooks())
    found |= dict.fromkeys(_of_the_rooms())
    found |= dict.fromkeys(says_of(kind) for kind in kinds_of_circumstance())
    found.pop("", None)
    return found


def _of_the_rooms() -> Iterator[str]:
    """The sentences of the rooms that are said in both languages; tests/shape says which must be."""
    with override("ml"):
        yield from (one for one in templates().values() if gettext(one) != one)


def _of_the_rulebooks() -> Iterator[str]:
    """The rules' texts of every pack, and all texts of the pack in use on pages."""
    for pack in (load_pack(name).pack for name in PACKS):
        yield from (one.says for one in pack.components)
        yield from pack.titles.values()
        yield from (fund.title for fund in pack.funds)
        yield from (one.says for fund in pack.funds for one in fund.stated)
        yield pack.title
    rulebook = load_pack("kerala")
    pack_in_use = rulebook.pack
    for name in (*(one.name for one in pack_in_use.components), *pack_in_use.stated, *rulebook.parameters):
        told = shown(rulebook, name, date(2026, 10, 1))["text"]
        yield from (" ".join(part.split()) for part in told.split("\n\n"))
    for scheme in pack_in_use.schemes:
        yield from (" ".join(part.split()) for part in scheme.text.split("\n\n"))
        benefit = scheme.on(rulebook.in_force(Month(2026, 10)))
        yield from (one.says for one in benefit.conditions)
        shares = (part for one in benefit.shares.values() for part in (one.least, one.most))
        yield from (
            node.says for formula in (benefit.amount, *shares) for node in formula.walk() if node.says
        )
    yield from map(says_of, kinds_of_circumstance())
    for parameter in rulebook.parameters.values():
        yield from (value.note for value in parameter.values if value.note)


@pytest.fixture(scope="module")
def malayalam() -> dict[str, polib.POEntry]:
    sources = [path for path in translations.sources() if "/ml/" in str(path)]
    files = [polib.pofile(str(source), check_for_duplicates=True) for source in sources]
    entries = {entry.msgid: entry for file in files for entry in file}
    assert len(files) > len(PACKS) and entries
    # catalogues agree on shared msgids, so the order of lookup does not matter
    assert [
        entry.msgid for file in files for entry in file if entry.msgstr != entries[entry.msgid].msgstr
    ] == []
    return entries


def test_no_vowel_sign_stands_without_its_letter(malayalam: dict[str, polib.POEntry]) -> None:
    """After a digit or a hyphen it is drawn on a dotted circle: 2-ആം, with the whole vowel."""
    texts = [text for one in malayalam.values() for text in (one.msgstr, *(one.msgstr_plural or {}).values())]
    assert len(texts) > 1000
    alone = re.compile("(?<![\u0d00-\u0d7f\u200c\u200d])[\u0d3e-\u0d4d]")
    assert [text for text in texts if alone.search(text)] == []


def test_every_sentence_is_written_in_malayalam(malayalam: dict[str, polib.POEntry]) -> None:
    missing = []
    for msgid, plural in sentences().items():
        entry = malayalam.get(msgid)
        texts = [] if entry is None else (list(entry.msgstr_plural.values()) if plural else [entry.msgstr])
        if not texts or not all(texts):
            missing.append(msgid)
    assert missing == []


def test_no_sentence_is_kept_that_no_page_says(malayalam: dict[str, polib.POEntry]) -> None:
    assert sorted(malayalam.keys() - sentences().keys()) == []


@pytest.mark.parametrize("pack", ["kerala", "central"])
def test_every_line_and_step_of_a_pack_has_its_name(pack: str) -> None:
    rules = load_pack(pack).pack
    lines = [*(c.name for c in rules.components), *rules.stated, *rules.obligations]
    assert [name for name in lines if name not in titles()] == []


def test_what_carries_a_purpose_is_cited_by_its_name_or_said_in_both_languages() -> None:
    """An Act, code or rule keeps its cited name, with a year, a section or a part;
    other grounds are described.
    """
    cited = re.compile(r"\b(18|19|20)\d\d\b|^Kerala |^Kerala Service Rules")
    told = {without_note(ground) for one in load_catalogue().purposes for ground in one.ground.statute_now}
    plain = {ground for ground in told if ground[0].islower() or not cited.search(ground)}
    assert len(plain) > 12
    assert plain == set(DESCRIBED)
    assert not any("re-read" in ground for ground in told)


FEW = 4


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_of_every_pack_is_said_in_both_languages(pack: str) -> None:
    speaker = PagesSpeaker("ml")
    components = load_pack(pack).pack.components
    assert [one.name for one in components if speaker.rule(one.says) == one.says] == []
    assert [one.name for one in components if speaker.component(one.name).isascii()] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_step_of_the_examples_of_every_pack_is_said_in_both_languages(pack: str) -> None:
    speaker, trees = PagesSpeaker("ml"), list(_explained(pack))
    steps = [step for tree in trees for step in tree.walk()]
    terms = [term for step in steps for line in step.arithmetic for term in line]
    words = {term.text for term in terms if term.kind == "words" and term.text not in "()"}
    labels = {term.label for term in terms if term.label}
    assert len({step.name for step in steps}) > 5 and len(labels) > 4
    assert sorted({step.says for step in steps if step.says and speaker.rule(step.says).isascii()}) == []
    assert sorted(label for label in labels if speaker.label(label).isascii()) == []
    assert sorted(word for word in words if speaker.words(word).isascii()) == []


def _explained(pack: str) -> Iterator[Explanation]:
    """The first few explained lines of each component among a pack's examples."""
    rulebook, told = load_pack(pack), Counter[str]()
    for example in examples_of(pack):
        if example.item["ask"] == "month" and "error" not in example.item.get("then", {}):
            month = Month.of(date.fromisoformat(str(example.item["on"])))
            facts = facts_from(example.item["given"]["facts"], month, rulebook)
            for part, component in assess(facts, rulebook).lines.select("part", "component").iter_rows():
                told[component] += 1
                if told[component] <= FEW:
                    yield explain(facts, rulebook, component, part=part)


def test_both_languages_fill_the_same_places(malayalam: dict[str, polib.POEntry]) -> None:
    for entry in malayalam.values():
        one, many = set(PLACES.findall(entry.msgid)), set(PLACES.findall(entry.msgid_plural or ""))
        if many or entry.msgid_plural:
            assert set(PLACES.findall(entry.msgstr_plural[1])) == many, entry.msgid
            assert set(PLACES.findall(entry.msgstr_plural[0])) <= one | many, entry.msgid
        else:
            assert set(PLACES.findall(entry.msgstr)) == one, entry.msgid


def test_a_stale_catalogue_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ml" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid "Pay"\nmsgstr "ശമ്പളം"\n', encoding="utf-8")
    monkeypatch.setattr(translations, "LOCALES", (tmp_path,))
    assert translations.compile_stale() == [folder / "django.po"]
    assert translations.compile_stale() == []
    assert [entry.msgstr for entry in polib.mofile(str(folder / "django.mo"))] == ["ശമ്പളം"]


def test_where_the_length_of_every_clock_comes_from_is_said_in_malayalam(
    malayalam: dict[str, polib.POEntry],
) -> None:
    clocks = [clock.of_law for of_kind in CLOCKS.values() for clock in of_kind]
    opened = datetime(2026, 11, 1, tzinfo=UTC)
    clocks += [clock.of_law for clock in running(BREACH, opened, (), opened, opened + timedelta(days=9))]
    assert set(clocks) == set(GROUNDS)
    assert all(malayalam[ground].msgstr for ground in GROUNDS)
