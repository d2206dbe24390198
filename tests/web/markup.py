"""A page without invisible white space, for tests that search its text."""

from __future__ import annotations

import re

#: tags of block boxes and form controls: white space beside them is not shown
_BOXES = (
    "html|head|body|div|section|aside|header|footer|main|nav|p|h1|h2|h3|ul|ol|li|dl|dt|dd|table|caption|"
    "thead|"
    "tbody|tfoot|tr|th|td|form|fieldset|legend|figure|figcaption|details|summary|br|option|select|datalist|"
    "label|input|textarea|button|meta|link|title|script|noscript|svg"
)
_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>""")
_IN_TAG = re.compile(r"""("[^"]*"|'[^']*')|\s+""")
_BESIDE_A_BOX = re.compile(rf"\s*(</?(?:{_BOXES})\b(?:\"[^\"]*\"|'[^']*'|[^'\">])*>)\s*")
_UNDER = re.compile(r"\s*(<(?:span|time|b) class=\"(?:under|hint|wrong|at)\b[^>]*>)\s*")
_EDGE = re.compile(r"(<(?:a|b|span|code|time)\b[^>]*>)\n\s*|\n\s*(</(?:a|b|span|code|time)>)")
_VERBATIM = re.compile(r"(<(?:pre|textarea|script)\b.*?</(?:pre|textarea|script)>)", re.DOTALL)


def compact(page: str) -> str:
    """The page with one space between attributes and none beside a box; ``pre``, ``textarea`` and
    scripts as they are.
    """
    pieces = _VERBATIM.split(page)
    pieces[::2] = [_compact(piece) for piece in pieces[::2]]
    pieces[1::2] = [_TAG.sub(_one_space, piece, count=1) for piece in pieces[1::2]]
    return "".join(pieces)


def _compact(page: str) -> str:
    page = _TAG.sub(_one_space, page)
    page = _EDGE.sub(lambda found: found[1] or found[2], page)
    page = _UNDER.sub(r"\1", _BESIDE_A_BOX.sub(r"\1", page))
    return re.sub(r"\s+", " ", page)


def _one_space(tag: re.Match[str]) -> str:
    text = _IN_TAG.sub(lambda found: found[1] or " ", tag[0])
    return re.sub(r"\s+(/?>)$", r"\1", text)
