"""The office of each person with arrears: the last drawing code and post, retired or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Unsound, typed
from vethanam.people.models import DrawingCode, Post
from vethanam.service_book.models import Posting
from vethanam.service_book.queries.facts import known, spans
from vethanam.service_book.reader import BookReader


def placed(reader: BookReader, people: Sequence[int], known_at: datetime) -> pl.DataFrame:
    """``employment``, ``drawing_code`` and ``post`` (codes),
    ``designation``, ``designation_ml``, by employment.
    """
    today = localdate(known_at)
    postings = spans(known(reader, Posting, people, known_at, today)).filter(pl.col("start") <= today)
    last = postings.group_by("employment", maintain_order=True).last()
    codes = reader.rows_of(DrawingCode, ["id", "code"], "true", []).rename(
        {"id": "drawing_code_id", "code": "drawing_code"}
    )
    posts = reader.rows_of(Post, ["id", "code", "designation", "designation_ml"], "true", []).rename(
        {"id": "post_id", "code": "post"}
    )
    both = last.join(codes, on="drawing_code_id", how="left").join(posts, on="post_id", how="left")
    return both.select("employment", "drawing_code", "post", "designation", "designation_ml").sort(
        "employment"
    )


def of_post(reader: BookReader, post: str, people: Sequence[int], known_at: datetime) -> list[int]:
    """The people last posted to this post.

    Raises
    ------
    Unsound
        There is no such post.
    """
    if not Post.objects.filter(code=post).exists():
        raise Unsound("no_such_post", post=typed(post, 24))
    return placed(reader, people, known_at).filter(pl.col("post") == post)["employment"].to_list()
