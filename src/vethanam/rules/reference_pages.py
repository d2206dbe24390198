"""Reference pages of the closed frames and the questions, generated from their declarations."""

from __future__ import annotations

from vethanam.errors import PLACE
from vethanam.rules.benefit_columns import ARREARS, ASSESSED, AWARDS, COUNTS, DRAWALS, DUES, SHARES
from vethanam.rules.columns import ATTENDANCE, MEMBERSHIPS, MONTHS, OBLIGATIONS_DUE, RATES, SEGMENTS
from vethanam.rules.line_columns import FINDINGS, LINES, TOTALS
from vethanam.rules.questions import REQUIRED, Question, questions_of
from vethanam.rules.rulebook import load_pack
from vethanam.rules.scheme import HOLDS, REASONS
from vethanam.rules.sentences import SENTENCES

_HEAD = """# The facts of a month, and what comes of them

Made from `vethanam.rules.columns`; a test keeps it so. How the lines follow from the facts stands in
[the month](../algorithms/month.md).

In a frame money is paise and a rate is hundredths of one per cent. In a file that asks the rules (`ask:
month`) the same
columns are keys: money in rupees, rates in per cent, `from` and `to` for the days of a segment, `to_date:
{gross, tax}` for what
was paid and deducted in the tax year, `drawn: [{component, amount}]` for what was drawn for the month
before (the answer then
has the differences). There the employment's own number is left out, the category stands with the
employment, a segment without days is the whole month, and the series of dearness allowance follows from
category and
revision unless it is given. Memberships are stated with the employment, in the keys that the pack declares
for its funds, each
beside the rule that takes its sum. Examples that run stand in the folder `examples` of each pack.

## In

"""


_QUESTIONS = """# Questions to the rules

Made from the questions of the pack; a test keeps it so. `vethanam rules ask FILE [--json]` answers a list of
`{id, ask, on, given}` in YAML or JSON; `-` in place of a file is standard input.
`on` is the day that selects the figures,
`known_at` (may be left out) the day on which they were known.
Money in `given` is rupees, rates are per cent; money in
answers is paise, a rate in hundredths of one per cent. Keys in brackets may be left out.
A question marked ° needs no
`on`: its own words say which figures.

An answer is `{id, answer, because, unconfirmed}`; what cannot be used is `{id, error: {code, message}}`,
with the code of
the first thing wrong and a message of them all; the rest is still answered, and the command ends with 2.
`vethanam rules
test FILE...` compares with `then:` and ends with 1 on a difference.
Examples of every question that run stand in the
`examples` of the pack.

| ask | given | what is answered |
|---|---|---|
"""


def questions_page(pack: str) -> str:
    """The questions of a pack as Markdown."""
    return _QUESTIONS + "".join(_row(asked) for _, asked in sorted(questions_of(pack).items()))


def _row(asked: Question) -> str:
    keys = ", ".join(
        f"`{name}`" if key.default is REQUIRED else f"[`{name}`]" for name, key in asked.keys.items()
    )
    says = " ".join((asked.answer.__doc__ or "").split())
    mark = "" if asked.undated is None else "°"
    return f"| `{asked.name}`{mark} | {keys} | {says} |\n"


_BENEFITS = """# The facts of awards, and the schemes

Made from `vethanam.rules.benefit_columns` and the schemes of the pack; a test keeps it so. Money is paise,
a rate hundredths of one per cent, a month a number such as 202511. An empty circumstance is not known: it
holds the award. One that no second person has verified is given as empty.

`rules.benefit_assessment.assess_awards` takes *awards* and gives *assessed*. `rules.benefit_dues.dues_of`
takes the kinds in it and gives *dues* and *shares*; `arrears_of` takes the kind of each award and month with
*drawals* and gives *arrears*. `rules.benefit_costing.cost_of_benefits` takes *counts* and a proposed order.
`rules.life_proof.Window.is_proven` makes the column `is_life_proven` from the day of the last proof.

"""


def benefits_page(pack: str) -> str:
    """The frames of awards and the schemes of a pack as Markdown."""
    into = "\n".join(columns.document() for columns in (AWARDS, DRAWALS, COUNTS))
    out = "\n".join(columns.document() for columns in (ASSESSED, DUES, SHARES, ARREARS))
    rows = [
        f"| `{one.code}` | {one.label} | {', '.join(one.funding)} | {one.says} |\n"
        for one in load_pack(pack).pack.schemes
    ]
    table = "".join(["| scheme | name | paid by | who gets it |\n|---|---|---|---|\n", *rows])
    codes = {**REASONS, **HOLDS}
    told = [f"| `{code}` | {PLACE.sub('…', SENTENCES[said])} |\n" for code, said in codes.items()]
    reasons = "".join(["| reason | sentence |\n|---|---|\n", *told])
    return (
        f"{_BENEFITS}## In\n\n{into}\n## Out\n\n{out}\n## Schemes\n\n{table}\n## Reasons\n\n"
        f"The first that holds is told first; the last three hold an award.\n\n{reasons}"
    )


def page() -> str:
    """The page of the frames as Markdown."""
    facts = (SEGMENTS, MONTHS, RATES, ATTENDANCE, OBLIGATIONS_DUE, MEMBERSHIPS)
    into = "\n".join(columns.document() for columns in facts)
    out = "\n".join(columns.document() for columns in (LINES, TOTALS, FINDINGS))
    return f"{_HEAD}{into}\n## Out\n\n{out}"
