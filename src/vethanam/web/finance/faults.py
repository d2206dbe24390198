"""What is wrong with a proposed order, in the language of the page; the places are what the draft itself says."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.web.refusals import found_in, in_words

#: as ``rules.proposing`` says it, after the line; where one begins as another, the longer stands first
FAULTS: tuple[str, ...] = (
    gettext_noop("it has no title. Say in a line what would be ordered."),
    gettext_noop("it has no date of effect. Write with_effect_from: 2026-01-01."),
    gettext_noop("it takes effect on %(day)s. Cost it from the first day of a month."),
    gettext_noop("it changes nothing. Give changes or a fitment."),
    gettext_noop("it is longer than %(most)s letters. A proposed order is a small file."),
    gettext_noop("it is not readable YAML: %(why)s"),
    gettext_noop("it is not a map of %(keys)s."),
    gettext_noop("it is first drawn in %(month)s, before it takes effect on %(day)s. Exchange the dates."),
    gettext_noop("changes is not a list of %(keys)s."),
    gettext_noop("there is no parameter %(parameter)s. See `vethanam rules show`."),
    gettext_noop("there is no parameter %(parameter)s. Known are %(near)s."),
    gettext_noop("%(parameter)s has no key %(key)s. It has none."),
    gettext_noop("%(parameter)s has no key %(key)s. Known are %(keys)s."),
    gettext_noop("%(key)s is not known here. Known are %(keys)s."),
    gettext_noop("%(parameter)s is changed twice."),
    gettext_noop("it gives either a value or what is to be added."),
    gettext_noop("%(parameter)s has no figure on %(day)s to add to. Give a value."),
    gettext_noop("the value should give exactly %(names)s."),
    gettext_noop("the value should be a list of %(names)s."),
    gettext_noop("%(given)s is not in %(unit)s."),
    gettext_noop("%(given)s is not %(name)s in %(unit)s."),
    gettext_noop("fitment is not a map of %(keys)s."),
    gettext_noop("fitment needs a revision; merge and per_cent are percentages, step whole rupees."),
    gettext_noop("fitment does not lower pay, and steps are whole rupees."),
)
_WHERE = re.compile(r".*?, line (\d+): (.+)", re.DOTALL)


def fault_in_words(says: str) -> str:
    """One fault of a draft with its line; as it stands where it is none of these."""
    where = _WHERE.fullmatch(says)
    if where is None:
        return in_words(_(says))
    line, wrong = where.groups()
    found = found_in(wrong, FAULTS)
    told = _(found[0]) % found[1] if found else in_words(_(wrong))
    return _("Line %(line)s: %(fault)s") % {"line": line, "fault": told}
