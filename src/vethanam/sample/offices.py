"""The demo's posts and its 24 drawing codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 12

CLASSES = ("A", "B", "C", "D", "D")
DISTRICTS = ("Thiruvananthapuram", "Kollam", "Ernakulam", "Thrissur", "Kozhikode")
LOCAL_BODIES = {"A": "corporation", "B": "municipality", "C": "municipality", "D": "panchayat"}


@dataclass(frozen=True, slots=True)
class PostKind:
    """A post of the directorate: its scale, its share per hundred people, its insurance group."""

    code: str
    designation: str
    designation_ml: str
    scale: str
    share: int
    group: str
    is_gazetted: bool = False


POSTS = (
    PostKind("oa", "Office attendant", "ഓഫീസ് അറ്റൻഡന്റ്", "23000-50200", 8, "D"),
    PostKind("clerk", "Clerk", "ക്ലാർക്ക്", "26500-60700", 14, "C"),
    PostKind("senior-clerk", "Senior clerk", "സീനിയർ ക്ലാർക്ക്", "35600-75400", 8, "C"),
    PostKind("lp-teacher", "LP school teacher", "എൽ.പി. സ്കൂൾ ടീച്ചർ", "35600-75400", 22, "C"),
    PostKind("up-teacher", "UP school teacher", "യു.പി. സ്കൂൾ ടീച്ചർ", "35600-75400", 22, "C"),
    PostKind("hs-teacher", "High school teacher", "ഹൈസ്കൂൾ ടീച്ചർ", "41300-87000", 18, "C"),
    PostKind("superintendent", "Junior superintendent", "ജൂനിയർ സൂപ്രണ്ട്", "43400-91200", 4, "B"),
    PostKind("headmaster", "Headmaster", "ഹെഡ്മാസ്റ്റർ", "55200-115300", 3, "B", is_gazetted=True),
    PostKind("officer", "Educational officer", "വിദ്യാഭ്യാസ ഓഫീസർ", "63700-123700", 1, "B", is_gazetted=True),
)
OTHER_POSTS = (
    PostKind("professor", "Professor", "പ്രൊഫസർ", "", 0, "A", is_gazetted=True),
    PostKind("judge", "Judicial officer", "ജുഡീഷ്യൽ ഓഫീസർ", "", 0, "A", is_gazetted=True),
    PostKind("daily-teacher", "Teacher on daily wages", "ദിവസവേതന ടീച്ചർ", "", 0, "D"),
)


def post(code: str) -> PostKind:
    """The post with a code."""
    return next(kind for kind in (*POSTS, *OTHER_POSTS) if kind.code == code)


@dataclass(frozen=True, slots=True)
class Code:
    """A drawing code of the demo: its office, its signing scheme, and its number of people."""

    code: str
    office: str
    title: str
    title_ml: str
    people: int
    treasury: str
    place_class: str
    district: str
    bill_class: str = "establishment"
    kind: str = "ddo"


def codes(people: int = 0) -> list[Code]:
    """The 24 drawing codes: twenty offices, an aided school of one teacher, two
    self-drawing officers, a court.

    ``people`` stretches the twenty offices; none is smaller than the cases need.
    """
    sizes: Sequence[int] = (118, 96, 84, 80, 76, 72, 68, 64, 62, 60, 58, 54, 50, 46, 42, 38, 34, 28, 22, 18)
    if people:
        sizes = [max(SMALLEST, size * people // sum(sizes)) for size in sizes]
    made = [
        Code(
            f"04{n:02d}",
            f"OF{n:02d}",
            f"Sample office {n:02d}",
            f"മാതൃകാ ഓഫീസ് {n:02d}",
            size,
            "T01" if n % 3 else "T02",
            CLASSES[n % len(CLASSES)],
            DISTRICTS[n % len(DISTRICTS)],
        )
        for n, size in enumerate(sizes, start=1)
    ]
    return [
        *made,
        Code(
            "0421",
            "OF21",
            "Sample aided school",
            "മാതൃകാ എയ്ഡഡ് സ്കൂൾ",
            1,
            "T02",
            "D",
            "Thrissur",
            "aided",
        ),
        Code(
            "0422",
            "OF22",
            "Sample college, professor",
            "മാതൃകാ കോളേജ്, പ്രൊഫസർ",
            1,
            "T01",
            "A",
            "Kozhikode",
            "gazetted",
            "sdo",
        ),
        Code(
            "0423",
            "OF23",
            "Sample court, judicial officer",
            "മാതൃകാ കോടതി, ജുഡീഷ്യൽ ഓഫീസർ",
            1,
            "T01",
            "A",
            "Ernakulam",
            "gazetted",
            "sdo",
        ),
        Code("0424", "OF24", "Sample court office", "മാതൃകാ കോടതി ഓഫീസ്", 26, "T01", "A", "Ernakulam"),
    ]
