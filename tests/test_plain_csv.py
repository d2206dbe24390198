"""A CSV that is read as a frame says what it says cell by cell, or is read cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vethanam.tables import lines_in, plain_csv

_CELLS = st.text(alphabet='ab 1,"\n\r;\t=é\u00a0', max_size=4)
_PLAIN = st.text(alphabet="ab 1=é", max_size=3)


def _written(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


@given(
    st.one_of(
        st.lists(st.lists(_CELLS, min_size=1, max_size=4), max_size=5).map(_written),
        st.lists(st.lists(_PLAIN, min_size=3, max_size=3), min_size=1, max_size=5).map(_written),
        st.lists(st.lists(_PLAIN.map('"{}"'.format), min_size=2, max_size=2), min_size=1, max_size=4).map(
            _written
        ),
        st.binary(max_size=20),
    )
)
@example(b"a,b\n\n1,2\n")
@example(b"a,b\n1\n")
@example(b",\n1,,")
@example(b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n")
@example(b'a,b\n"x, y",2\n"",3')
def test_a_frame_and_the_reader_of_cells_agree(content: bytes) -> None:
    plain = plain_csv(content)
    if plain is None:
        return
    lines = list(lines_in(content, "a.csv"))
    cells = [[cell or None for cell in line] + [None] * (plain.width - len(line)) for line in lines]
    for line in cells:  # an empty cell beyond the last column says nothing
        while len(line) > plain.width and line[-1] is None:
            line.pop()
    found = [list(row) for row in plain.rows()]
    while cells and not any(cells[-1]):  # blank lines at the end are no rows
        cells.pop()
    while found and not any(found[-1]):
        found.pop()
    assert found == cells


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\na,b\n",
        b"a;b\n1;2\n",
        b"a,b\n1,2,3\n",
        b'a,b\n1"x,2\n',
        b"a,b\n1\r2,3\n",
        b"a,b\n\xff,1\n",
        b"a,b\n\0,1\n",
    ],
)
def test_what_may_be_read_in_two_ways_is_read_cell_by_cell(content: bytes) -> None:
    assert plain_csv(content) is None


def test_a_plain_csv_is_read_as_a_frame() -> None:
    plain = plain_csv(b"a,b\n 1 ,\n,2\n")
    assert plain is not None and plain.rows() == [("a", "b"), ("1", None), (None, "2")]
