"""Scans of orders: attached and saved on the order's page and by the API's act, read by those it concerns."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.conftest import World
from tests.orders.scans import pdf, png
from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import Performed, look, perform
from vethanam.journal.models import Staged
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order, OrderScan, ScanWithdrawal
from vethanam.orders.scan_files import scan_path
from vethanam.site import checks, scan_copies

NUMBER, DATED = "INC 77/2026", date(2026, 11, 2)


@pytest.fixture
def town(town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Town:
    """The town, its scans in a folder of this test, and an entry by an order that waits."""
    monkeypatch.setattr("django.conf.settings.VETHANAM_STATE", tmp_path)
    given = {
        "employment": "100234", "fact": "quarters", "valid_from": "2026-11-03",
        "order": {"number": NUMBER, "dated": "2026-11-02", "kind": "office"},
    }  # fmt: skip
    assert perform("record", town.office.officers["clerk"], given, NOW, is_sample=True).ok
    return town


@pytest.fixture
def other(town: Town, world: World) -> SmallOffice:
    """Another office of the same treasury."""
    with world.role("owner"):
        return small_office("0414")


def order() -> Order:
    return Order.objects.get(number=NUMBER)


def page() -> str:
    return f"/office/0412/orders/{order().pk}/"


def sent(town: Town, content: bytes, name: str = "scan.pdf", by: str = "clerk") -> str:
    answer = town.sign_in(by).post(page(), {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def attached(account: Any, content: bytes, **more: Any) -> Performed:
    file = {"name": "scan.png", "content": base64.b64encode(content).decode()}
    given = {"number": NUMBER, "dated": "2026-11-02", "file": file, **more}
    return perform("attach_scan", account, given, NOW, is_sample=True)


def listed(account: Any) -> Performed:
    return look("order_scans", account, {"number": NUMBER, "dated": "2026-11-02"}, NOW, is_sample=True)


def verified(office: SmallOffice) -> None:
    """The office's officer verifies every waiting entry."""
    code = {"drawing_code": office.code.code}
    assert perform("verify", office.officers["officer"], code, NOW, is_sample=True).ok


def test_a_scan_is_attached_listed_and_saved(town: Town) -> None:
    entries = town.sign_in("clerk").get("/office/0412/entries/").content.decode()
    assert f'href="{page()}"' in entries
    assert "No scan is attached." in town.sign_in("clerk").get(page()).content.decode()
    shown = sent(town, pdf())
    assert "The scan is attached." in shown and "Clerk, 0412" in shown
    scan = OrderScan.objects.get()
    sha256 = hashlib.sha256(pdf()).hexdigest()
    assert (scan.media, scan.size, scan.drawing_code) == ("application/pdf", len(pdf()), "0412")
    assert scan_path(bytes(scan.sha256)).name == sha256
    file = town.sign_in("officer").get(f"{page()}scans/{sha256}/")
    assert file.content == pdf()
    name = f"order-{order().pk}-{sha256[:8]}.pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_same_scan_again_is_one_scan_and_its_hash_is_not_public(town: Town) -> None:
    first = attached(town.office.officers["clerk"], png())
    leaves = Staged.objects.count()
    leaf = bytes(Staged.objects.order_by("-pk")[0].leaf)
    assert b"scan_attached" in leaf and hashlib.sha256(png()).hexdigest().encode() not in leaf
    again = attached(town.office.officers["officer"], png())
    assert first.ok and again.ok and first.state == again.state
    assert again.sentence and again.sentence.code == "scan_was_attached"
    assert OrderScan.objects.count() == 1 and Staged.objects.count() == leaves


REFUSED = {
    "empty": (b"", "empty"),
    "another type": (b"<html>", "A scan is a PDF, JPEG, PNG or TIFF file"),
    "script": (pdf(b"<</S/JavaScript/JS(1)>>"), "has a script, a form or a file inside"),
    "too large": (png() + b"\0" * 2_200_000, "larger than 2 MB"),
    "larger than a page takes": (png() + b"\0" * 2_700_000, "larger than 2.5 MB"),
}


def test_a_refused_file_leaves_nothing_and_a_full_disk_attaches_nothing(town: Town, tmp_path: Path) -> None:
    for why, (content, says) in REFUSED.items():
        assert says in sent(town, content, "innocent.png"), why
    assert not list(tmp_path.glob("scans/*"))
    (tmp_path / "scans").write_text("a file in place of the folder")
    assert "Nothing is attached." in sent(town, png())
    assert not OrderScan.objects.exists()


def test_a_lost_or_changed_file_is_told_and_never_handed_out(town: Town) -> None:
    sent(town, png())
    scan = OrderScan.objects.get()
    path, address = scan_path(bytes(scan.sha256)), f"{page()}scans/{bytes(scan.sha256).hex()}/"
    path.chmod(0o600)
    path.write_bytes(b"another")
    clerk = town.sign_in("clerk")
    assert "is not the one that was attached" in clerk.get(address, follow=True).content.decode()
    assert [one.code for one in checks._scans(None)] == ["scan_changed"]
    path.unlink()
    assert [one.code for one in checks._scans(100)] == ["scan_missing"]
    assert "is not on this machine" in clerk.get(address, follow=True).content.decode()
    sent(town, png())
    assert clerk.get(address).content == png()


def test_an_entry_of_one_clerk_alone_opens_no_scan_of_another_office(town: Town, other: SmallOffice) -> None:
    """A clerk who enters another office's order for her own people reads its scans once it is verified."""
    assert attached(town.office.officers["clerk"], png()).ok
    assert listed(other.officers["clerk"]).code == "order_of_another_office"
    assert attached(other.officers["clerk"], pdf()).code == "order_of_another_office"
    stranger, hers = town.sign_in(other.officers["clerk"].username), f"/office/0414/orders/{order().pk}/"
    scan = f"{hers}scans/{hashlib.sha256(png()).hexdigest()}/"
    assert [stranger.get(address).status_code for address in (hers, scan)] == [404, 404]
    with transaction.atomic():
        other.hire("200001")
    given = {
        "employment": "200001", "fact": "quarters", "valid_from": "2026-11-03",
        "order": {"number": NUMBER, "dated": "2026-11-02"},
    }  # fmt: skip
    clerk = other.officers["clerk"]
    assert perform("record", clerk, given, NOW, is_sample=True).ok
    assert listed(clerk).state["scans"] == []
    assert stranger.get(scan).status_code == 404
    verified(other)
    assert len(listed(clerk).state["scans"]) == 1
    assert stranger.get(scan).content == png()


def test_treasury_and_finance_read_once_the_entry_is_verified_and_an_employee_never(town: Town) -> None:
    officers = town.office.officers
    assert attached(officers["clerk"], png()).ok
    assert listed(officers["treasurer"]).code == "order_of_another_office"
    verified(town.office)
    assert len(listed(officers["treasurer"]).state["scans"]) == 1
    assert len(listed(officers["finance"]).state["scans"]) == 1
    one = {"number": NUMBER, "dated": "2026-11-02", "sha256": hashlib.sha256(png()).hexdigest()}
    found = look("order_scan", officers["treasurer"], one, NOW, is_sample=True)
    assert base64.b64decode(found.state["content"]) == png()
    hers = town.office.people["100234"].person.account
    assert listed(hers).code == "not_acting_as"


def test_an_officer_of_the_state_has_the_page_of_a_government_order(town: Town) -> None:
    town.office.appoint("law", "law_officer", "", office="LAW")
    record_order(town.office.by("law", NOW), number="G.O.(P) 5/2026/Fin", dated=date(2026, 11, 1))
    law, found = town.sign_in("law"), Order.objects.get(number="G.O.(P) 5/2026/Fin")
    address = f"/tell/orders/{found.pk}/"
    assert f'href="{address}"' in law.get("/tell/orders/").content.decode()
    told = law.post(address, {"file": SimpleUploadedFile("go.png", png())}, follow=True).content.decode()
    assert "The scan is attached." in told
    assert law.get(f"{address}scans/{hashlib.sha256(png()).hexdigest()}/").content == png()
    assert town.sign_in("clerk").get(f"/office/0412/orders/{found.pk}/").status_code == 200
    assert town.sign_in("clerk").get(address).status_code == 403


def test_nobody_changes_a_row_and_no_row_is_of_another_type(town: Town, world: World) -> None:
    sent(town, png())
    for text in ("UPDATE orders_orderscan SET size = 5", "DELETE FROM orders_orderscan"):
        with pytest.raises(psycopg.errors.RestrictViolation):
            world.sql("postgres", text)
    scan = OrderScan.objects.get()
    for wrong in ({"media": "text/html"}, {"size": 0}, {"sha256": b"short"}):
        fields = {
            "order": scan.order, "sha256": b"\1" * 32, "size": 9, "media": "image/png", "role": "clerk",
            "attached_by": scan.attached_by, "recorded_at": at(20), **wrong,
        }  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            OrderScan.objects.create(**fields)


def off(account: Any, act: str = "withdraw_scan", content: bytes = png(), **more: Any) -> Performed:
    given = {"number": NUMBER, "dated": "2026-11-02", "sha256": hashlib.sha256(content).hexdigest()}
    return perform(act, account, given | more, NOW, is_sample=True)


def code_of(done: Performed) -> str:
    return done.sentence.code if done.sentence else done.code


def opened(account: Any, content: bytes = png()) -> Performed:
    given = {"number": NUMBER, "dated": "2026-11-02", "sha256": hashlib.sha256(content).hexdigest()}
    return look("order_scan", account, given, NOW, is_sample=True)


def test_who_attached_takes_it_off_alone_before_an_entry_is_verified(town: Town) -> None:
    town.office.appoint("law", "law_officer", "", office="LAW")
    officers = town.office.officers
    assert attached(officers["clerk"], png()).ok
    assert off(officers["clerk"]).code == "act_key_missing"
    address = f"{page()}scans/{hashlib.sha256(png()).hexdigest()}/"
    clerk = town.sign_in("clerk")
    assert f'href="{address}off/"' in clerk.get(page()).content.decode()
    assert "you take it off alone" in clerk.get(f"{address}off/").content.decode()
    told = clerk.post(f"{address}off/", {"reason": "Paper of INC 78"}, follow=True).content.decode()
    assert (
        "The scan is taken off INC 77/2026" in told and "Taken off on" in told and "Paper of INC 78" in told
    )
    assert f'href="{address}"' not in told and clerk.get(f"{address}off/").status_code == 404
    assert b"was taken off" in clerk.get(address, follow=True).content
    assert opened(officers["officer"]).code == "scan_is_withdrawn"
    assert base64.b64decode(opened(officers["law"]).state["content"]) == png()
    assert town.sign_in("law").get(f"/tell/orders/{order().pk}/scans/{address[-65:]}").content == png()
    leaf = bytes(Staged.objects.order_by("-pk")[0].leaf)
    assert b"scan_withdrawal_withdrawn" in leaf and b"INC 78" not in leaf
    assert code_of(off(officers["clerk"], reason="again")) == "scan_is_withdrawn"


def test_after_the_entry_is_verified_another_officer_agrees(town: Town) -> None:
    officers = town.office.officers
    assert attached(officers["clerk"], png()).ok
    verified(town.office)
    assert code_of(off(officers["clerk"], reason="Wrong paper")) == "scan_withdrawal_asked"
    assert code_of(off(officers["officer"], reason="Wrong paper")) == "scan_withdrawal_waits"
    assert opened(officers["treasurer"]).ok
    decide = "decide_scan_withdrawal"
    assert code_of(off(officers["clerk"], decide, outcome="agree")) == "scan_withdrawn_by_two"
    assert code_of(off(officers["officer"], decide, outcome="decline")) == "scan_declined_without_reason"
    assert code_of(off(officers["officer"], decide, outcome="decline", reason="It is right")) == "scan_stays"
    assert code_of(off(officers["officer"], decide, outcome="agree")) == "scan_withdrawal_not_asked"
    assert off(officers["clerk"], reason="Wrong paper indeed").ok
    waits = look("inbox", officers["officer"], {}, NOW, is_sample=True).state["inbox"]
    assert "scan_to_take_off" in [one["kind"] for one in waits]
    mine = look("inbox", officers["clerk"], {}, NOW, is_sample=True).state["inbox"]
    assert "scan_to_take_off" not in [one["kind"] for one in mine]
    officer, address = town.sign_in("officer"), f"{page()}scans/{hashlib.sha256(png()).hexdigest()}/off/"
    shown = officer.get(address).content.decode()
    assert "Wrong paper indeed" in shown and 'value="agree"' in shown
    assert 'value="agree"' not in town.sign_in("clerk").get(address).content.decode()
    told = officer.post(address, {"outcome": "agree", "reason": ""}, follow=True).content.decode()
    assert "The scan is taken off INC 77/2026" in told and "Wrong paper indeed" in told
    assert opened(officers["treasurer"]).code == "scan_is_withdrawn"
    [shown] = listed(officers["treasurer"]).state["scans"]
    assert shown["taken_off"]["step"] == "withdrawn" and shown["taken_off"]["reason"] == "Wrong paper indeed"


def test_a_scan_that_was_taken_off_is_attached_again_as_a_row_of_its_own(town: Town) -> None:
    clerk = town.office.officers["clerk"]
    assert attached(clerk, png()).ok and off(clerk, reason="Wrong paper").ok
    assert code_of(attached(clerk, png())) == "scan_is_attached"
    assert code_of(attached(clerk, png())) == "scan_was_attached"
    assert list(OrderScan.objects.order_by("pk").values_list("times_attached", flat=True)) == [1, 2]
    assert opened(clerk).ok
    assert [one["taken_off"] is None for one in listed(clerk).state["scans"]] == [False, True]


def test_another_office_takes_no_scan_off(town: Town, other: SmallOffice) -> None:
    assert attached(town.office.officers["clerk"], png()).ok
    verified(town.office)
    with transaction.atomic():
        other.hire("200001")
    given = {
        "employment": "200001", "fact": "quarters", "valid_from": "2026-11-03",
        "order": {"number": NUMBER, "dated": "2026-11-02"},
    }  # fmt: skip
    assert perform("record", other.officers["clerk"], given, NOW, is_sample=True).ok
    verified(other)
    assert opened(other.officers["clerk"]).ok
    assert code_of(off(other.officers["clerk"], reason="Mine")) == "scan_of_another_office"
    assert off(town.office.officers["treasurer"], reason="Mine").code == "not_acting_as"
    hers = f"/office/0414/orders/{order().pk}/scans/{hashlib.sha256(png()).hexdigest()}/off/"
    assert town.sign_in(other.officers["clerk"].username).get(hers).status_code == 404


def test_no_row_takes_a_scan_off_alone_or_twice(town: Town, world: World) -> None:
    """The database refuses, whoever writes the row."""
    officers = town.office.officers
    assert attached(officers["clerk"], png()).ok
    scan = OrderScan.objects.get()

    def row(step: str, by: str, reason: str = "Wrong", person: int | None = None) -> None:
        with transaction.atomic():
            ScanWithdrawal.objects.create(
                scan=scan, step=step, by=officers[by], person=person, reason=reason, role=by,
                recorded_at=at(20),
            )  # fmt: skip

    for step, by in (("withdrawn", "officer"), ("declined", "officer")):
        with pytest.raises(DatabaseError, match="A scan is not"):
            row(step, by)
    verified(town.office)
    with pytest.raises(DatabaseError, match="A scan is not withdrawn after: nothing"):
        row("withdrawn", "clerk")
    with pytest.raises(DatabaseError, match="scan_step_with_reason"):
        row("asked", "clerk", reason="")
    row("asked", "clerk", person=7)
    for step, by in (("asked", "officer"), ("withdrawn", "clerk"), ("withdrawn", "officer")):
        with pytest.raises(DatabaseError):
            row(step, by, person=7)
    with pytest.raises(DatabaseError, match="attached as number 2"), transaction.atomic():
        OrderScan.objects.create(
            order=scan.order, sha256=bytes(scan.sha256), size=9, media="image/png", role="clerk",
            attached_by=scan.attached_by, recorded_at=at(20), times_attached=2,
        )  # fmt: skip
    row("withdrawn", "officer", person=8)
    for step in ("asked", "withdrawn", "declined"):
        with pytest.raises(DatabaseError, match="A scan is not"):
            row(step, "officer", person=8)
    with pytest.raises(psycopg.errors.RestrictViolation):
        world.sql("postgres", "DELETE FROM orders_scanwithdrawal")


def test_a_killed_process_leaves_a_file_and_no_row_and_the_next_press_makes_one(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clerk, folder = town.office.officers["clerk"], tmp_path / "scans"

    def killed(*_: Any, **__: Any) -> None:
        assert [path.name for path in folder.iterdir()] == [hashlib.sha256(png()).hexdigest()]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("django.db.models.query.QuerySet.get_or_create", killed)
        attached(clerk, png())
    assert not OrderScan.objects.exists() and len([*folder.iterdir()]) == 1
    assert attached(clerk, png()).ok and attached(clerk, png()).ok
    assert OrderScan.objects.count() == 1 and len([*folder.iterdir()]) == 1


def test_files_without_a_row_are_removed_and_those_of_a_lost_database_stay(
    town: Town, tmp_path: Path
) -> None:
    assert attached(town.office.officers["clerk"], png()).ok
    kept = scan_path(bytes(OrderScan.objects.get().sha256))
    stray, half, earlier = (kept.with_name(name) for name in ("a" * 64, ".half", "b" * 64))
    for path in (stray, half, earlier):
        path.write_bytes(b"x")
    os.utime(earlier, (1, 1))
    assert scan_copies.remove_stray_files() == 2
    assert sorted(kept.parent.iterdir()) == sorted((kept, earlier))
    assert scan_copies.remove_stray_files() == 0


def test_scans_are_copied_beside_the_backup_and_brought_back_by_their_hashes(
    town: Town, tmp_path: Path
) -> None:
    key = pyrage.x25519.Identity.generate()
    beside, to = tmp_path / "backups", key.to_public()
    for content in (png(), pdf(), pdf(b"<<>>")):
        assert attached(town.office.officers["clerk"], content).ok
    done = scan_copies.copy_scans(beside, to)
    assert (done.written, done.count, done.faults) == (3, 3, ())
    assert scan_copies.copy_scans(beside, to).written == 0
    copies = scan_copies.copies_folder(beside, str(to))
    paths = [scan_path(hashlib.sha256(one).digest()) for one in (png(), pdf(), pdf(b"<<>>"))]
    assert {path.stem for path in copies.iterdir()} == {path.name for path in paths}
    assert not any(png() in path.read_bytes() for path in copies.iterdir())
    whole, lost, changed = paths
    for path in paths:
        path.unlink()
    (copies / f"{lost.name}.age").unlink()
    (copies / f"{changed.name}.age").write_bytes(pyrage.encrypt(b"another", [to]))
    back = scan_copies.bring_scans_back(beside, key)
    assert (back.written, back.count) == (1, 3) and whole.read_bytes() == png()
    assert {one.code: one.facts["scan"] for one in back.faults} == {
        "scan_without_copy": lost.name, "scan_copy_damaged": changed.name
    }  # fmt: skip
    again = scan_copies.copy_scans(beside / "other", to)
    assert {one.code for one in again.faults} == {"scan_missing"} and again.written == 1
    assert not (lost.exists() or changed.exists())


def test_the_treasury_reads_the_scans_behind_a_bill_on_its_page(town: Town) -> None:
    """The order of the pay that holds in the bill's month, not of the pay before it or after it."""
    office, code = town.office, {"drawing_code": "0412"}
    orders = {"OLD 1/2026": "2026-06-01", "NOW 2/2026": "2026-10-15", "NEXT 3/2026": "2026-11-02"}
    for number, day in orders.items():
        pay = {
            "employment": "100234", "fact": "pay", "valid_from": day, "basis": "scale", "revision": "11",
            "scale": "37400-79000", "basic_pay": "43400", "reason": "increment", "increment_month": "6",
            "order": {"number": number, "dated": day, "kind": "office"},
        }  # fmt: skip
        assert perform("record", office.officers["clerk"], pay, NOW, is_sample=True).ok
    assert perform("verify", office.officers["officer"], code, NOW, is_sample=True).ok
    for number, day in orders.items():
        file = {"name": "scan.png", "content": base64.b64encode(png()).decode()}
        given = {"number": number, "dated": day, "file": file}
        assert perform("attach_scan", office.officers["clerk"], given, NOW, is_sample=True).ok
    treasurer, bill = town.sign_in("treasurer"), town.bills[OCTOBER]
    address = f"/treasury/T07/bills/{bill}/orders/"
    assert f'href="{address}"' in treasurer.get(f"/treasury/T07/bills/{bill}/").content.decode()
    page = treasurer.get(address).content.decode()
    assert [number for number in orders if number in page] == ["NOW 2/2026"]
    now, old = (Order.objects.get(number=one) for one in ("NOW 2/2026", "OLD 1/2026"))
    name = hashlib.sha256(png()).hexdigest()
    assert treasurer.get(f"{address}{now.pk}/{name}/").content == png()
    assert treasurer.get(f"{address}{old.pk}/{name}/").status_code == 404
    assert town.sign_in("clerk").get(address).status_code == 403
    assert off(office.officers["clerk"], number="NOW 2/2026", dated="2026-10-15", reason="Wrong").ok
    agreed = off(
        office.officers["officer"], "decide_scan_withdrawal", number="NOW 2/2026", dated="2026-10-15",
        outcome="agree",
    )  # fmt: skip
    assert agreed.ok and treasurer.get(f"{address}{now.pk}/{name}/").status_code == 404


def test_a_person_reads_the_scans_of_her_own_orders_and_no_order_about_others(town: Town) -> None:
    assert attached(town.office.officers["clerk"], png()).ok
    address = f"/pay/service/book/{order().pk}/{hashlib.sha256(png()).hexdigest()}/"
    hers = town.sign_in("emp-100234")
    assert hers.get(address).status_code == 404
    verified(town.office)
    assert f'href="{address}"' in hers.get("/pay/service/book/").content.decode()
    assert hers.get(address).content == png()
    assert town.sign_in("emp-100235").get(address).status_code == 404
    given = {
        "employment": "100235", "fact": "quarters", "valid_from": "2026-11-03",
        "order": {"number": NUMBER, "dated": "2026-11-02"},
    }  # fmt: skip
    assert perform("record", town.office.officers["clerk"], given, NOW, is_sample=True).ok
    assert hers.get(address).status_code == 404
