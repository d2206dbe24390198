"""Clusters of deleted checkouts are removed, and no other."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from tests.clusters import CHECKOUT, note_checkout, remove_left
from vethanam.site import state

ID = "0123456789abcdef"


@pytest.fixture
def cluster(tmp_path: Path) -> Path:
    """A cluster with a deleted checkout."""
    folder = tmp_path / f"vethanam-{os.geteuid()}-{ID}-tests"
    (folder / "data").mkdir(parents=True)
    (folder / CHECKOUT).write_text(f"{tmp_path / 'checkout'}\n", encoding="utf-8")
    return folder


def stands(tmp_path: Path, known: str) -> None:
    (tmp_path / "checkout" / ".vethanam").mkdir(parents=True)
    (tmp_path / "checkout" / ".vethanam" / "id").write_text(f"{known}\n", encoding="ascii")


def test_a_cluster_whose_checkout_was_deleted_is_removed(cluster: Path) -> None:
    assert remove_left([cluster]) == [cluster] and not cluster.exists()


def test_so_is_one_in_whose_place_another_checkout_stands(cluster: Path, tmp_path: Path) -> None:
    stands(tmp_path, "f" * 16)
    assert remove_left([cluster]) == [cluster]


def test_a_cluster_whose_checkout_is_there_stays(cluster: Path, tmp_path: Path) -> None:
    stands(tmp_path, ID)
    assert remove_left([cluster]) == [] and cluster.exists()


def test_one_that_does_not_say_whose_it_is_stays(cluster: Path) -> None:
    (cluster / CHECKOUT).unlink()
    assert remove_left([cluster]) == []
    (cluster / CHECKOUT).write_text("", encoding="utf-8")
    assert remove_left([cluster]) == []


def test_one_whose_server_runs_stays(cluster: Path) -> None:
    (cluster / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert remove_left([cluster]) == []


@pytest.mark.parametrize("name", ["lock", "held"])
def test_one_that_a_program_holds_stays(cluster: Path, name: str) -> None:
    with (cluster / name).open("a", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        assert remove_left([cluster]) == []
    assert remove_left([cluster]) == [cluster]


def test_a_link_stays(cluster: Path, tmp_path: Path) -> None:
    link = tmp_path / f"other-{ID}-tests"
    link.symlink_to(cluster)
    assert remove_left([link]) == [] and cluster.exists()


def test_a_cluster_says_whose_it_is(tmp_path: Path) -> None:
    note_checkout(tmp_path)
    assert (tmp_path / CHECKOUT).read_text(encoding="utf-8").strip() == str(state.checkout())
