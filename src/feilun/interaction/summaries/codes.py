"""The wrap-up codes of a workspace: a tree people edit, with words that point at each leaf. Pure."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from feilun.interaction.summaries.lines import Said, SummaryProposal
from feilun.kernel.errors import Invalid

LANGUAGES = ("zh-CN", "zh-TW", "en")
_MOST = 300
_DEEPEST = 4
_ID = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,59}$")


class WrapupCode(msgspec.Struct, frozen=True):
    """A node of the tree. Only leaves are given to conversations; `keywords` are the words that propose a leaf."""

    id: str
    names: dict[str, str]
    keywords: list[str] = msgspec.field(default_factory=list)
    children: list["WrapupCode"] = msgspec.field(default_factory=list)


class VisitorClass(msgspec.Struct, frozen=True):
    """A kind of visitor; the ids of the default list are proposed by rules, others are for people."""

    id: str
    names: dict[str, str]


def leaves(codes: Sequence[WrapupCode]) -> Iterator[WrapupCode]:
    for code in codes:
        if code.children:
            yield from leaves(code.children)
        else:
            yield code


def check_codes(codes: Sequence[WrapupCode], classes: Sequence[VisitorClass]) -> None:
    """Raises Invalid with the node and a sentence."""
    seen: set[str] = set()
    _check_level(codes, seen, 1)
    if not seen:
        raise Invalid(field="codes", problem="needs at least one code")
    named: set[str] = set()
    for one in classes[:_MOST]:
        _check_node(one.id, one.names, named, "classes")
    if len(classes) > 50:
        raise Invalid(field="classes", problem="has more than 50 classes")


def _check_level(codes: Sequence[WrapupCode], seen: set[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise Invalid(field="codes", problem=f"lies deeper than {_DEEPEST} levels")
    for code in codes:
        _check_node(code.id, code.names, seen, "codes")
        if len(code.keywords) > 100 or any(not word.strip() or len(word) > 60 for word in code.keywords):
            raise Invalid(field=f"codes.{code.id}.keywords", problem="takes up to 100 words of 1 to 60 characters")
        _check_level(code.children, seen, depth + 1)
    if len(seen) > _MOST:
        raise Invalid(field="codes", problem=f"has more than {_MOST} codes")


def _check_node(id: str, names: dict[str, str], seen: set[str], field: str) -> None:
    if not _ID.match(id):
        raise Invalid(field=field, problem=f"{id[:60]!r} is no id; write small letters, digits, - and _")
    if id in seen:
        raise Invalid(field=field, problem=f"has {id!r} twice")
    if not names or not all(key in LANGUAGES and 0 < len(text.strip()) <= 80 for key, text in names.items()):
        raise Invalid(field=f"{field}.{id}.names", problem="needs a name of 1 to 80 characters in zh-CN, zh-TW or en")
    seen.add(id)


def by_keywords(lines: Sequence[Said], codes: Sequence[WrapupCode]) -> SummaryProposal:
    """The leaf whose words she used most; what she asked first counts double, a longer word counts more."""
    best: tuple[float, str, list[str], list[int]] | None = None
    for leaf in leaves(codes):
        score, words, seqs = 0.0, [], []
        for place, line in enumerate(lines):
            found = [word for word in leaf.keywords if _holds(line.text, word)]
            score += sum(len(word) ** 0.5 for word in found) * (2 if place == 0 else 1)
            words += found
            seqs += [line.seq] if found else []
        if score and (best is None or score > best[0]):
            best = (score, leaf.id, words, seqs)
    if best is None:
        return SummaryProposal()
    return SummaryProposal(best[1], "keywords", ", ".join(dict.fromkeys(best[2])), tuple(best[3]))


def _holds(text: str, word: str) -> bool:
    plain, wanted = text.casefold(), word.casefold()
    if wanted.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", plain) is not None
    return wanted in plain
