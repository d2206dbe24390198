"""Beyond import contracts: string keys, reverse accessors, and columns that could hold a contact."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from tests.conftest import World

ROOMS = [config.label for config in apps.get_app_configs() if config.name.startswith("vethanam.")]
OWN_KEYS = [
    (model, field)
    for label in ROOMS
    for model in apps.get_app_config(label).get_models()
    for field in model._meta.local_fields
    if isinstance(field, models.ForeignKey)
]
CONTACT = re.compile(r"(^|_)(phone|mobile|telephone|e?mail|email|address|contact|msisdn|recipient)s?($|_)")

#: Columns with the sound of a contact and none in them; the privacy room's own tables are exempt.
NO_CONTACT = {
    ("account_emailaddress", "email"),  # allauth's; no process role may write it (site/rights.txt)
    ("account_emailconfirmation", "email_address_id"),
    ("messaging_contactnotice", "contact_id"),  # the number of a row that has a mask and no contact
    ("messaging_numbermark", "contact_id"),
    ("messaging_askeduse", "recipient_id"),  # a registered recipient of feeds, with a key and no contact
    ("messaging_recipientend", "recipient_id"),
}


@pytest.mark.parametrize(
    ("model", "field"), OWN_KEYS, ids=lambda part: getattr(part, "__name__", None) or part.name
)
def test_a_key_to_a_lower_room_leaves_nothing_behind_there(
    model: type[models.Model], field: models.ForeignKey[models.Model, models.Model]
) -> None:
    target = field.related_model._meta.app_label
    if target != model._meta.app_label:
        assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name} needs related_name='+'"
    assert field.remote_field.on_delete in (models.PROTECT, models.DO_NOTHING), (
        f"{model.__name__}.{field.name}"
    )


def test_no_column_outside_privacy_sounds_like_a_contact(world: World) -> None:
    columns = world.sql(
        "owner",
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
    )
    suspicious = {
        (table, column)
        for table, column in columns
        if CONTACT.search(column) and not table.startswith("privacy_") and (table, column) not in NO_CONTACT
    }
    assert suspicious == set()


def test_money_is_whole_paise_and_rates_are_whole() -> None:
    for label in ROOMS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.local_fields:
                assert not isinstance(field, models.FloatField | models.DecimalField), (
                    f"{model.__name__}.{field.name}"
                )
