"""A release paid by the bank, with the real proofs: ordered by two keys, into signed accounts, once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from psycopg import errors

from tests.benefits.bodies import OLD_AGE, at
from tests.payments.benefits.conftest import SignedScheme
from vethanam.acts.executor import look, perform
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Award, Check, FilePart, Leg, PaymentOrder, Release, Route
from vethanam.benefits.queries.payments import content_of, drawn_sum
from vethanam.cli import benefits as command
from vethanam.journal.row_audit import row_findings
from vethanam.payments import actions
from vethanam.payments.actions import benefit_parts
from vethanam.payments.actions.benefit_parts import settle_benefits
from vethanam.payments.actions.benefit_silence import find_silent_parts
from vethanam.payments.channel import Channel
from vethanam.payments.models import PaymentFinding
from vethanam.payments.references import fresh_reference
from vethanam.periods import Month
from vethanam.service_book.models import AccountSignature
from vethanam.site import checks

FEBRUARY = Month(2026, 2)
THEIRS = "66666666666"
#: the tables of a payment, compared with the log
WRITTEN = {
    name: kinds
    for name, kinds in checks.ROWS.items()
    if name in ("benefits_paymentorder", "benefits_filepart", "benefits_leg")
    or name.startswith(("payments_benefit", "payments_failedbenefit"))
}


def test_a_release_is_paid_in_parts_and_a_returned_leg_by_a_corrected_account(
    scheme: SignedScheme, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme.award("31234567890", "Anna")
    scheme.award("31234567891", "Beena")
    returned = scheme.award("31234560009", "Chandra")
    scheme.award("", "Devi", "home")
    release = scheme.release(8000)
    assert scheme.places(release) == {"not_ordered": (4, 8000)}
    scheme.order(release)
    assert scheme.places(release) == {"unsigned": (4, 8000)}
    assert scheme.sign_accounts() == 4
    scheme.pay(most=2)
    assert scheme.states() == {
        "Anna": "credited", "Beena": "credited", "Chandra": "returned", "Devi": "waiting"
    }  # fmt: skip
    assert scheme.places(release) == {"credited": (2, 4000), "returned": (1, 2000), "waiting": (1, 2000)}
    assert len(list(scheme.channel.outgoing.glob("*.xml"))) == 2

    scheme.pay(rounds=1)
    assert scheme.states()["Chandra"] == "returned"  # the same account is not tried again
    scheme.route(returned, "31234567899", FEBRUARY)
    scheme.sign_accounts()
    scheme.pay()
    assert scheme.states()["Chandra"] == "credited"
    assert scheme.places(release) == {"credited": (3, 6000), "waiting": (1, 2000)}
    rows = Leg.objects.filter(award=returned).order_by("pk").values_list("state", "attempt", "why")
    assert list(rows) == [("reissued", 1, "AC04"), ("credited", 2, "")]
    assert shown(capsys, release)["is_whole"] is True
    sent = look(
        "benefit_legs", scheme.bodies.officers["signing-scheme"], {"release": release.number}, at()
    ).state
    assert {one["state"] for one in sent["legs"]} == {"credited", "reissued", "waiting"}
    scheme.sign_log()
    with scheme.world.connect("postgres") as db:
        assert row_findings(db.cursor(), WRITTEN, None, checks.CHANGES) == []
    assert not any("3123456" in path.read_text() for path in scheme.folder.glob("*.jsonl"))


def shown(capsys: pytest.CaptureFixture[str], release: Release) -> dict[str, object]:
    """The answer of ``vethanam benefits money``."""
    capsys.readouterr()
    command.money(release.number, as_json=True)
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_worker_alone_pays_nobody(scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benefit_parts, "is_ordered_by_both", lambda _orders: True)
    honest, theirs = scheme.award("31234567890", "Anna"), scheme.award("31234567891", "Beena")
    release = scheme.release(4000)
    scheme.sign_accounts()
    redirect(scheme, theirs)
    for role, name in (("scheme_officer", f"{OLD_AGE}-1"), ("finance_officer", "finance")):
        PaymentOrder.objects.create(
            release=release, role=role, content=content_of(release), sum=drawn_sum(release),
            leaf=-len(role), **entered(scheme.bodies.by(name)),
        )  # fmt: skip
    scheme.pay()
    assert set(Leg.objects.values_list("state", "why")) == {("withheld", "payment_not_ordered")}
    assert list(scheme.channel.outgoing.glob("*.xml")) == []
    assert honest.pk


def redirect(scheme: SignedScheme, award: Award) -> None:
    """An account entered, checked and signed by rows alone, as the worker may write them."""
    officer = scheme.bodies.by("clerk-2")
    row = Route.objects.create(
        application=award.decision.application, payer="state", from_month=202602, kind="bank",
        branch="SBIN0070028", number=THEIRS, tail="6666", holder="Somebody", **entered(officer),
    )  # fmt: skip
    Check.objects.create(
        kind="route", entry=row.pk, is_agreed=True, recorded_at=at(),
        checked_by_id=scheme.bodies.officers["secretary"].pk,
        person_id=scheme.bodies.by("secretary").person or 0,
    )  # fmt: skip
    signed = AccountSignature.objects.filter(kind="benefit_route").latest("pk").signed_id
    AccountSignature.objects.create(kind="benefit_route", fact=row.pk, signed_id=signed, recorded_at=at())


def test_an_account_that_only_rows_sign_is_held_and_the_others_are_paid(scheme: SignedScheme) -> None:
    scheme.award("31234567890", "Anna")
    theirs, dead = scheme.award("31234567891", "Beena"), scheme.award("31234567892", "Chandra")
    release = scheme.release(6000)
    scheme.sign_accounts()
    redirect(scheme, theirs)
    scheme.order(release)
    settle_benefits(scheme.service)
    report_death(scheme.bodies.by("clerk"), dead.beneficiary, date(2026, 10, 1), "relative")
    scheme.pay(rounds=3)
    assert scheme.states() == {"Anna": "credited", "Beena": "withheld", "Chandra": "withheld"}
    why = dict(Leg.objects.filter(state="withheld").values_list("award__beneficiary__person__name", "why"))
    assert why == {"Beena": "account_unsigned", "Chandra": "award_stopped"}
    assert scheme.places(release) == {"credited": (1, 2000), "withheld": (1, 2000), "stopped": (1, 2000)}
    assert not any(THEIRS in path.read_text() for path in scheme.channel.outgoing.glob("*.xml"))


def test_a_leg_that_the_worker_dates_back_goes_by_no_former_route(scheme: SignedScheme) -> None:
    moved = scheme.award("31234567890", "Anna")
    scheme.award("31234567891", "Beena")
    release = scheme.release(4000)
    scheme.sign_accounts()
    scheme.route(moved, "31234567899", FEBRUARY)
    scheme.sign_accounts()
    scheme.order(release)
    benefit_parts.instruct_release(release.pk, replace(scheme.service, at=at(20, month=1)))
    scheme.paymaster()
    scheme.pay(rounds=3)
    rows = Leg.objects.filter(award=moved).order_by("pk").values_list("state", "why")
    assert list(rows) == [("reissued", "account_not_in_force"), ("credited", "")]
    sent = "".join(path.read_text() for path in scheme.channel.outgoing.glob("*.xml"))
    assert "31234567899" in sent and "31234567890" not in sent
    assert scheme.places(release) == {"credited": (2, 4000)}


def test_a_kill_at_any_step_pays_once(scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme.award("31234567890", "Anna")
    release = scheme.release(2000)
    scheme.sign_accounts()
    scheme.order(release)
    for place in (0, 1, 2):  # before the signature's file, between both, after both
        killed_at(scheme, monkeypatch, place)
        assert [one.state for one in FilePart.objects.all()] == ["leaving"]
    scheme.pay()
    scheme.pay()
    assert (scheme.states(), FilePart.objects.count()) == ({"Anna": "credited"}, 1)
    assert len(list(scheme.channel.outgoing.glob("*.xml"))) == 1
    assert scheme.places(release) == {"credited": (1, 2000)}


def killed_at(scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """A round of worker and paymaster that ends at a delivery to the bank."""
    done: list[str] = []
    deliver = Channel.deliver

    def dies(self: Channel, name: str, body: bytes) -> None:
        if len(done) == place:
            raise RuntimeError("killed")
        done.append(name)
        deliver(self, name, body)
        if len(done) == place == 2:
            raise RuntimeError("killed")

    settle_benefits(scheme.service)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(Channel, "deliver", dies)
        scheme.paymaster()


def test_orders_and_rows_that_do_not_fit_are_refused(scheme: SignedScheme) -> None:
    award = scheme.award("31234567890", "Anna")
    release = scheme.release(2000)

    def says(by: str, **given: str) -> str:
        return perform(
            "order_benefit_payment", scheme.bodies.officers[by], {"release": release.number, **given}, at(28),
            is_sample=True,
        ).says  # fmt: skip

    assert "another local body or scheme" in says("widows")
    assert "There is no release" in says("signing-scheme", release="R1")
    assert "key" in says(f"{OLD_AGE}-1")
    scheme.do("order_benefit_payment", "signing-scheme", release=release.number)
    assert "ordered already for your office" in says("signing-scheme")
    with pytest.raises(DatabaseError, match="not drawn by an ordered release"), transaction.atomic():
        leg_of(award, release, 200_000)
    scheme.do("order_benefit_payment", "signing-finance", release=release.number)
    with pytest.raises(DatabaseError, match="not drawn by an ordered release"), transaction.atomic():
        leg_of(award, release, 200_001)
    with pytest.raises(DatabaseError, match="in this epoch"), transaction.atomic():
        leg_of(award, release, 200_000, reference="X-1")
    settle_benefits(scheme.service)
    scheme.sign_accounts()
    settle_benefits(scheme.service)
    with (
        pytest.raises(DatabaseError, match="_benefit_leg"),
        transaction.atomic(),
    ):
        leg_of(award, release, 200_000)
    with pytest.raises(DatabaseError, match="no event says credited"), transaction.atomic():
        Leg.objects.update(state="credited", paid_on=date(2026, 10, 28))
    with pytest.raises(errors.IntegrityConstraintViolation, match="its content cannot change"):
        scheme.world.sql("owner", "UPDATE benefits_leg SET amount = 1")


def leg_of(award: Award, release: Release, amount: int, reference: str = "") -> Leg:
    """A leg as the worker may write it."""
    part = FilePart.objects.create(
        message=fresh_reference(), release=release, ordinal=FilePart.objects.count() + 1,
        execute_on=date(2026, 10, 28), legs_count=1, total=amount, created_at=at(), made_by_id=1,
    )  # fmt: skip
    route = Route.objects.filter(application=award.decision.application).latest("pk")
    return Leg.objects.create(
        reference=reference or fresh_reference(), release=release, award=award, part=part, route=route,
        kind="bank", amount=amount, state="instructed", recorded_at=at(),
    )  # fmt: skip


def test_a_silent_bank_is_a_finding_and_nothing_is_paid_again(scheme: SignedScheme) -> None:
    scheme.award("31234567890", "Anna")
    release = scheme.release(2000)
    scheme.sign_accounts()
    scheme.order(release)
    settle_benefits(scheme.service)
    scheme.paymaster()
    later = scheme.service.later(scheme.service.at + timedelta(days=6))
    assert settle_benefits(later) == 0
    assert scheme.places(release) == {"with_bank": (1, 2000)}
    assert (find_silent_parts(scheme.service), find_silent_parts(later), find_silent_parts(later)) == (
        0,
        1,
        0,
    )
    scheme.bank.round()
    scheme.paymaster()
    actions.take_answers(later)
    find_silent_parts(later)
    assert PaymentFinding.objects.get(code="no_answer").resolved_at is not None
    assert scheme.places(release) == {"credited": (1, 2000)}
