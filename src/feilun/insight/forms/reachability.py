"""Which pages, ends and quotas nobody can reach: by trying all values that matter, else by simulated respondents."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice, pairwise, product
from typing import Any

from feilun.insight.forms.cleaning import scale
from feilun.insight.forms.codebook import all_options
from feilun.insight.forms.days import day_number, is_time
from feilun.insight.forms.expressions import evaluate, known
from feilun.insight.forms.index import Index
from feilun.insight.forms.shapes import Behaviour, FormPage, FormProblem, Simulated
from feilun.insight.forms.simulating import simulated
from feilun.insight.forms.typed import leaves_of

_MOST_TRIED = 4096
_SEED = 20260101
# Operators of which all that matters is which of the written values an answer is, or lies between.
_EXACT = {
    "and",
    "or",
    "not",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "contains",
    "contains_any",
    "contains_all",
    "answered",
}
_SCALES = ("nps", "csat", "ces", "rating")


def unreached(index: Index) -> list[FormProblem]:
    """Problems of reachability of a form without other errors."""
    found = [*_dead_conditions(index), *_cut_off(index)]
    dead = {one.where for one in found}
    return found + [one for one in _search(index) if one.where not in dead]


def _dead_conditions(index: Index) -> Iterator[FormProblem]:
    """Conditions that hold for no answers at all."""
    form = index.form
    for at, page in enumerate(form.pages):
        if not can_hold(index, page.shown_if):
            yield FormProblem("unreachable_page", f"pages[{at}]", "error", f"the condition of {page.id} never holds")
        for number, question in enumerate(page.questions):
            for place, check in enumerate(question.checks):
                where = f"pages[{at}].questions[{number}].checks[{place}]"
                if not can_hold(index, check.holds):
                    yield FormProblem("dead_end", where, "error", f"no answer to {question.id} passes")
    for at, quota in enumerate(form.quotas):
        if not can_hold(index, quota.when):
            yield FormProblem("dead_quota", f"quotas[{at}]", "error", f"nobody can be in {quota.name or quota.id}")


def _cut_off(index: Index) -> Iterator[FormProblem]:
    """Pages that every way passes by: behind a jump without a condition, with no jump to them."""
    form = index.form
    reached = {0}
    for at, page in enumerate(form.pages):
        if at not in reached:
            yield FormProblem("unreachable_page", f"pages[{at}]", "error", f"no way leads to {page.id}")
        else:
            reached |= set(_ways(index, page, at))


def _ways(index: Index, page: FormPage, at: int) -> Iterator[int]:
    # Pages of a group change places, so within one every page may follow every other.
    if page.group:
        yield from (number for number, one in enumerate(index.form.pages) if one.group == page.group)
    can_be_passed_by = page.shown_if is not None or not page.questions
    for jump in page.next:
        if can_hold(index, jump.when):
            if jump.to in index.page_numbers:
                yield index.page_numbers[jump.to]
            if jump.when is None and not can_be_passed_by and not page.repeat and not page.group:
                return
    yield at + 1


def can_hold(index: Index, tree: Any) -> bool:
    """False only where it is proven that no answers make the condition true."""
    if tree is None or not _is_exact(tree):
        return True
    names = list(dict.fromkeys(_name(leaf) for leaf in leaves_of(tree) if "value" not in leaf))
    domains = [_domain(index, tree, name) for name in names]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > _MOST_TRIED:
        return True
    tries = product(*domains)
    return any(evaluate(tree, _Guess(dict(zip(names, values, strict=True)))) is True for values in tries)


def _is_exact(tree: Any) -> bool:
    if "op" in tree:
        between = tree["op"] in ("<", "<=", ">", ">=", "=", "!=", "in", "contains", "contains_any", "contains_all")
        written = not between or sum("value" not in one for one in tree["of"]) <= 1
        return tree["op"] in _EXACT and written and all(_is_exact(one) for one in tree["of"])
    # A variable is compared with what is written only where it is one; formulas and loops are left to the search.
    return "item" not in tree and "variable" not in tree and "score" not in tree


def _name(leaf: dict[str, Any]) -> tuple[str, str, str]:
    kind = next(iter(key for key in leaf if key != "part"))
    return kind, leaf[kind], leaf.get("part", "")


class _Guess:
    """A scope in which each name has the value that is being tried."""

    def __init__(self, values: dict[tuple[str, str, str], Any]) -> None:
        self._values = values

    def answer(self, question: str, part: str) -> Any:
        return self._values.get(("answer", question, part))

    def score(self, question: str) -> float | None:
        return None

    def variable(self, name: str) -> Any:
        return None

    def given(self, name: str) -> Any:
        return self._values.get(("given", name, ""))

    def item(self, part: str) -> Any:
        return None

    def full(self, quota: str) -> bool:
        return bool(self._values.get(("full", quota, "")))


def _domain(index: Index, tree: Any, name: tuple[str, str, str]) -> list[Any]:
    """The values of one name that matter: those written in the condition, one beside each, and none."""
    kind, title, part = name
    if kind == "full":
        return [False, True]
    written = [one for leaf in leaves_of(tree) if "value" in leaf for one in _listed(leaf["value"])]
    numbers = [float(one) for one in written if isinstance(one, int | float) and not isinstance(one, bool)]
    beside = _between(sorted({one + step for one in numbers for step in (-1.0, -0.5, 0.0, 0.5, 1.0)}))
    texts = list(dict.fromkeys(one for one in written if isinstance(one, str)))
    place = index.places.get(title) if kind == "answer" else None
    if place is None or part or place.panel or index.repeats(title):
        return [*_anything(beside, texts), *[[one] for one in beside]]
    question = place.question
    if question.kind in ("number", "slider", *_SCALES):
        least, most = scale(question)
        inside = [one for one in beside if (least is None or one >= least) and (most is None or one <= most)]
        whole = [one for one in inside if question.kind not in _SCALES or question.step or one.is_integer()]
        edges = [float(one) for one in (least, most) if one is not None]
        return [None, *whole, *edges, *([0.0] if not edges else [])]
    if question.kind in ("boolean", "consent"):
        return [None, True, False]
    codes = [option.code for option in all_options(index, question, "options")]
    if question.kind in ("single", "dropdown") or (question.kind == "image_choice" and not question.many):
        return [None, *[code for code in codes if code in texts], *[code for code in codes if code not in texts][:1]]
    if codes and question.kind in ("multiple", "turf", "image_choice"):
        alone = {option.code for option in question.options if option.exclusive}
        mattering = [code for code in codes if code in texts][:8] + [code for code in codes if code not in texts][:1]
        sets = [list(one) for one in _subsets(mattering)]
        return [None, *[one for one in sets if one and (len(one) == 1 or not set(one) & alone)]]
    return _anything(beside, texts)


def _between(numbers: list[float]) -> list[float]:
    """With the middle of each two."""
    middles = [(one + two) / 2 for one, two in pairwise(numbers)]
    return sorted({*numbers, *middles})


def _anything(numbers: list[float], texts: list[str]) -> list[Any]:
    """Values of every type, near to those written."""
    subsets = list(_subsets(texts[:6]))
    joined = [" ".join(one) for one in subsets if len(one) > 1]
    moments = [near for text in texts for near in _near(text)]
    return [None, True, False, *numbers, *texts, *joined, *moments, "another", *[list(one) for one in subsets]]


def _near(text: str) -> list[str]:
    """The day before and after a date, the minute before and after a time."""
    day = day_number(text)
    if day is not None:
        return [date.fromordinal(one).isoformat() for one in (day - 1, day + 1) if 1 <= one <= date.max.toordinal()]
    if is_time(text):
        minutes = int(text[:2]) * 60 + int(text[3:])
        return [f"{one // 60:02d}:{one % 60:02d}" for one in (minutes - 1, minutes + 1) if 0 <= one < 1440]
    return []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _subsets(items: list[str]) -> Iterator[tuple[str, ...]]:
    for flags in product((False, True), repeat=len(items)):
        yield tuple(item for item, chosen in zip(items, flags, strict=True) if chosen)


def _search(index: Index) -> Iterator[FormProblem]:
    """What no simulated respondent reached, those at random first, then some led there on purpose."""
    form = index.form
    number = max(10, min(200, 4000 // max(1, len(index.places))))
    people = [simulated(index, (_SEED, one), _behaviour(index, one)) for one in range(number)]
    seen = {key.split("@")[0] for person in people for key in person.path}
    for at, page in enumerate(form.pages):
        shows = any(question.kind not in ("hidden", "calculated") for question in page.questions)
        if shows and page.id not in seen:
            led = list(_led(index, page.shown_if))
            seen |= {key.split("@")[0] for person in led for key in person.path}
            people += led
            if page.id not in seen:
                yield FormProblem(
                    "unreachable_page", f"pages[{at}]", "warning", f"no trial respondent came to {page.id}"
                )
    yield from _stuck(index, people)
    cells = {cell for person in people for cell in person.quotas}
    for at, quota in enumerate(form.quotas):
        if quota.id not in cells and not any(quota.id in one.quotas for one in _led(index, quota.when)):
            yield FormProblem("dead_quota", f"quotas[{at}]", "warning", f"no trial respondent was in {quota.id}")
    ends = {person.end for person in people}
    for at, end in enumerate(form.ends):
        if end.kind != "full" and end.id not in ends:
            yield FormProblem("unreachable_end", f"ends[{at}]", "warning", f"no trial respondent came to {end.id}")


def _behaviour(index: Index, number: int) -> Behaviour:
    """Now one who answers all, now one who leaves half empty; what is handed over is now this, now that."""
    samples: dict[str, list[Any]] = {"number": [0, 1, 50], "boolean": [True, False], "list": [[], ["a"]]}
    given = {
        name: samples.get(kind, ["", "a", "2026-01-01"])[number % len(samples.get(kind, ["", "a", "b"]))]
        for name, kind in index.form.given.items()
    }
    return Behaviour(skip=(0.1, 0.5, 0.0)[number % 3], given=given)


def _led(index: Index, tree: Any) -> Iterator[Simulated]:
    """Respondents who give the answers that a condition asks for."""
    if tree is None or not _is_exact(tree):
        return
    names = list(dict.fromkeys(_name(leaf) for leaf in leaves_of(tree) if "value" not in leaf))
    domains = [_domain(index, tree, name) for name in names]
    tries = islice(product(*domains), _MOST_TRIED)
    good = [values for values in tries if evaluate(tree, _Guess(dict(zip(names, values, strict=True)))) is True]
    for turn, values in enumerate(good[:20]):
        pairs = dict(zip(names, values, strict=True))
        fixed = {title: value for (kind, title, part), value in pairs.items() if kind == "answer" and not part}
        given = {title: known(value) for (kind, title, _), value in pairs.items() if kind == "given"}
        for again in range(3):
            yield simulated(index, (_SEED + 1, turn * 3 + again), Behaviour(fixed=fixed, given=given, skip=0.0))


def _stuck(index: Index, people: list[Simulated]) -> Iterator[FormProblem]:
    """Pages from which nobody got on."""
    came = Counter(key.split("@")[0] for person in people for key in dict.fromkeys(person.path))
    stuck = Counter(person.path[-1].split("@")[0] for person in people if not person.kind and person.path)
    for at, page in enumerate(index.form.pages):
        if stuck[page.id] and stuck[page.id] == came[page.id]:
            text = f"none of {came[page.id]} trial respondents got beyond {page.id}"
            yield FormProblem("dead_end", f"pages[{at}]", "warning", text)
