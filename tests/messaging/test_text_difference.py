"""The difference shows every word that was added to the registered text, and none that was not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vethanam.messaging.text_difference import ADDED, LEFT_OUT, SAME, Piece, difference

REGISTERED = "Order {order_number}.\nWith effect from 1 July.\n\nQuestions: your drawing officer."


def of(kind: str, pieces: list[Piece]) -> list[str]:
    return [piece.text.strip() for piece in pieces if piece.kind == kind]


def test_the_registered_text_has_no_difference() -> None:
    assert difference(REGISTERED, REGISTERED) == [Piece(SAME, REGISTERED)]


def test_an_added_sentence_is_one_piece() -> None:
    written = REGISTERED.replace("\n\nQ", " It is drawn with the pay of August.\n\nQ")
    pieces = difference(REGISTERED, written)
    assert of(ADDED, pieces) == ["It is drawn with the pay of August."]
    assert of(LEFT_OUT, pieces) == []


def test_a_changed_word_is_left_out_and_added() -> None:
    pieces = difference(REGISTERED, REGISTERED.replace("July", "August"))
    assert (of(LEFT_OUT, pieces), of(ADDED, pieces)) == (["July."], ["August."])


def test_a_left_out_line_is_shown() -> None:
    pieces = difference(REGISTERED, REGISTERED.partition("\n\n")[0])
    assert of(LEFT_OUT, pieces) == ["Questions: your drawing officer."] and of(ADDED, pieces) == []


def test_spaces_alone_are_no_difference() -> None:
    assert of(ADDED, difference("One two", "One\ntwo")) == []


def test_malayalam_words_are_compared_whole() -> None:
    pieces = difference("ശമ്പളത്തിൽ മാറ്റം", "നിങ്ങളുടെ ശമ്പളത്തിൽ മാറ്റം")
    assert of(ADDED, pieces) == ["നിങ്ങളുടെ"]


def test_without_a_registered_text_all_of_it_is_added() -> None:
    assert difference("", "Nine roads.") == [Piece(ADDED, "Nine roads.")]


words = st.text(st.sampled_from("ab .\n"), max_size=40)


@given(words, words)
def test_the_pieces_give_both_texts_back(registered: str, written: str) -> None:
    pieces = difference(registered, written)
    assert "".join(piece.text for piece in pieces if piece.kind != LEFT_OUT) == written
    before = [word for piece in pieces if piece.kind != ADDED for word in piece.text.split()]
    assert before == registered.split()


@given(words, words)
def test_added_words_are_in_the_written_text_alone(registered: str, written: str) -> None:
    pieces = difference(registered, written)
    kept = sum(len(text.split()) for text in of(SAME, pieces))
    assert kept + sum(len(text.split()) for text in of(ADDED, pieces)) == len(written.split())
    assert kept + sum(len(text.split()) for text in of(LEFT_OUT, pieces)) == len(registered.split())
