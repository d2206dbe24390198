"""Every personal field that a purpose may request has a name, also in Malayalam."""

from __future__ import annotations

from django.utils.translation import override

from vethanam.privacy.purposes import load_catalogue
from vethanam.web.privacy.data_fields import FIELDS, fields_said


def test_every_field_of_the_catalogue_has_a_name_and_no_other() -> None:
    asked = {field for purpose in load_catalogue().purposes for field in purpose.fields}
    assert sorted(asked - set(FIELDS)) == []
    assert sorted(set(FIELDS) - asked - {"month"}) == []


def test_fields_are_said_in_the_language_of_the_page() -> None:
    with override("en"):
        assert (
            fields_said(["pen", "da", "no_such_field"])
            == "permanent employee number, dearness allowance, no such field"
        )
    with override("ml"):
        assert not any(word.isascii() and word.islower() for word in fields_said(FIELDS).split())
