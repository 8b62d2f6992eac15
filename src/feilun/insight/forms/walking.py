"""The walk through a form: pure, the same for the same answers and seed, in the browser and on the server."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Any, Literal

from feilun.insight.forms.asking import UNSEEN, ask, prefill
from feilun.insight.forms.choosing import carried
from feilun.insight.forms.expressions import evaluate, known
from feilun.insight.forms.index import MOST_TURNS, Index, Section
from feilun.insight.forms.shapes import Form, FormCarry, FormPage, FormWalk, PageView, QuestionView
from feilun.insight.forms.shuffling import picked, reorder
from feilun.insight.forms.state import Fill, State, Turn, tidy
from feilun.insight.forms.texts import language_of


def walk(
    form: Form,
    answers: Mapping[str, Any],
    *,
    seed: int,
    given: Mapping[str, Any] | None = None,
    language: str = "",
    passed: Collection[str] | None = None,
    full: Collection[str] = (),
) -> FormWalk:
    """Where a respondent with these answers stands. Never fails on answers, however odd.

    `passed`: keys of the pages she has left; without it she leaves every page that has no faults. `full`: ids of the
    quotas that are full. `seed`: 32 bits, fixed per response. `answers` by key: the id of the question, in a loop
    `question@turn`, the words beside an open option under `key.other`.
    """
    return Walker(Index(form), answers, seed, given or {}, language, passed, full).go()


@dataclass
class Walker:
    """One walk. With `fill` somebody answers while it goes."""

    index: Index
    answers: Mapping[str, Any]
    seed: int
    given: Mapping[str, Any]
    language: str
    passed: Collection[str] | None
    full: Collection[str]
    fill: Fill | None = None
    pages: list[PageView] = field(default_factory=list)
    page: PageView | None = None
    end: str = ""
    target: str = ""
    progress: float = 0.0
    state: State = field(init=False)

    def __post_init__(self) -> None:
        form = self.index.form
        raw = {key: value for key, value in self.answers.items() if "[" not in key}
        language = language_of(self.language, form.languages)
        self.state = State(self.index, raw, self.seed, self.given, language, frozenset(self.full), self.fill)
        for variable in form.variables:
            self.state.assigned[variable.id] = known(variable.value)
        if self.state.keeps:
            self._prefill()

    def _prefill(self) -> None:
        for key in list(self.state.raw):
            place = self.index.places.get(key.split("@")[0])
            if place and not place.panel and "." not in key:
                prefill(self.state, place.question, key)

    def go(self) -> FormWalk:
        before = 0
        for number, section in enumerate(self.index.sections):
            if not self.target or any(page.id == self.target for page in section.pages):
                self._section(number, section, before)
            before += len(section.pages)
            if self.page or self.end:
                break
        if not self.page and not self.end:
            self.end = self._last_end()
        return self._result()

    def _section(self, number: int, section: Section, before: int) -> None:
        self.state.move(number, None)
        if section.group and not self.state.holds(section.group.shown_if):
            self.target = ""
            return
        pages = self._order(section)
        turns = self._turns(section)
        if not turns:
            self.target = ""
        self.state.turns[number] = [turn.code for turn in turns if turn]
        for count, turn in enumerate(turns):
            self.state.move(number, turn)
            share = (before + len(section.pages) * (count / len(turns)), len(section.pages) / len(turns))
            if not self._turn(pages, turn, share):
                break
        self.state.move(-1, None)

    def _turn(self, pages: list[FormPage], turn: Turn | None, share: tuple[float, float]) -> bool:
        """Whether the section goes on with the next turn."""
        place = 0
        while place < len(pages):
            page = pages[place]
            if self.target and self.target != page.id and any(one.id == self.target for one in pages[place:]):
                place += 1
                continue
            self.target = ""
            if self.state.holds(page.shown_if):
                self.progress = (share[0] + share[1] * (place / len(pages))) / len(self.index.form.pages)
                self._visit(page, turn)
                if self.page or self.end:
                    return False
                if self._leave(page, [one.id for one in pages[place + 1 :]]):
                    return False
            place += 1
        self.target = ""
        return True

    def _order(self, section: Section) -> list[FormPage]:
        if section.group is None:
            return section.pages
        loose = [False] * len(section.pages)
        pages = picked(section.pages, loose, section.group.pick, self.seed, f"{section.name}/pages")
        return reorder(pages, loose[: len(pages)], section.group.shuffle, self.seed, f"{section.name}/pages")

    def _turns(self, section: Section) -> list[Turn | None]:
        repeat = section.repeat
        if repeat is None:
            return [None]
        most = max(0, min(repeat.most, MOST_TURNS))
        if repeat.times is not None:
            times = evaluate(repeat.times, self.state)
            number = floor(min(max(times, 0.0), float(most))) if isinstance(times, float) else 0
            found = [(str(one + 1), str(one + 1)) for one in range(number)]
        else:
            views = carried(self.state, FormCarry(repeat.question, repeat.which))
            found = [(view.code, view.label) for view in views][:most]
        found = reorder(found, [False] * len(found), repeat.shuffle, self.seed, f"{section.name}/turns")
        return [Turn(code, label, number + 1) for number, (code, label) in enumerate(found)]

    def _visit(self, page: FormPage, turn: Turn | None) -> None:
        """Puts the questions of a page; the walk stops here where it is not passed or has faults."""
        suffix = f"@{turn.code}" if turn else ""
        key = page.id + suffix
        questions = page.questions
        stays = [question.kind in ("html", *UNSEEN) for question in questions]
        shown = picked(questions, stays, page.pick, self.seed, key)
        views: dict[str, QuestionView] = {}
        faulty = False
        for question in shown:
            view = ask(self.state, question, question.id + suffix)
            if view:
                views[question.id] = view
                faulty = faulty or self._is_faulty(view)
        still = [question.kind in ("html", *UNSEEN) for question in shown]
        order = reorder(shown, still, page.shuffle, self.seed, key)
        if not views:
            return
        listed = [views[question.id] for question in order if question.id in views]
        found = PageView(key, page.id, turn.code if turn else "", self.state.say(page.title), listed)
        self.pages.append(found)
        if faulty or (self.passed is not None and key not in self.passed):
            self.page = found

    def _is_faulty(self, view: QuestionView) -> bool:
        inner = any(self._is_faulty(one) for entry in view.entries for one in entry)
        return inner or view.key in self.state.problems

    def _leave(self, page: FormPage, later: Sequence[str]) -> bool:
        """Sets variables, looks at quotas, then jumps. Whether the section is left."""
        state = self.state
        for one in page.set:
            if state.holds(one.when):
                state.assign(one.variable, evaluate(one.to, state))
        for quota in self.index.form.quotas:
            if quota.id in self.full and state.holds(quota.when):
                self.end = quota.full or self._end_of("full")
                return True
        for jump in page.next:
            if self._leads(jump.to, later) and state.holds(jump.when):
                if jump.to in self.index.ends:
                    self.end = jump.to
                    return True
                self.target = jump.to
                return jump.to not in later
        return False

    def _leads(self, to: str, later: Sequence[str]) -> bool:
        """A jump goes forward or to an end; any other is passed over, so that every walk comes to an end."""
        return to in self.index.ends or to in later or self.index.section_of_page.get(to, -1) > self.state.section

    def _end_of(self, kind: str) -> str:
        return next((end.id for end in self.index.form.ends if end.kind == kind), kind)

    def _last_end(self) -> str:
        for end in self.index.form.ends:
            if end.kind == "done" and self.state.holds(end.when):
                return end.id
        return "done"

    def _result(self) -> FormWalk:
        state = self.state
        state.move(-1, None)
        names = [variable.id for variable in self.index.form.variables]
        return FormWalk(
            language=state.language,
            pages=self.pages,
            page=self.page,
            end=self.end,
            kind=self._kind(),
            problems=state.problems,
            variables={name: tidy(state.variable(name)) for name in names},
            answers=state.kept,
            progress=1.0 if self.end else self.progress,
            cells=[quota.id for quota in self.index.form.quotas if state.holds(quota.when)],
        )

    def _kind(self) -> Literal["", "done", "screened", "full"]:
        if not self.end:
            return ""
        end = self.index.ends.get(self.end)
        return end.kind if end else ("full" if self.end == "full" else "done")
