"""One question put to one respondent: is it shown, with which options, and what is wrong with the answer."""

from typing import Any

from feilun.insight.forms.choosing import options_of
from feilun.insight.forms.cleaning import MOST_ENTRIES, Codes, Task, check_complete, clean
from feilun.insight.forms.expressions import BLANK, evaluate, is_answered, known
from feilun.insight.forms.shapes import FormOption, FormQuestion, OptionView, QuestionView
from feilun.insight.forms.state import OPTION_KINDS, Asked, State, tidy
from feilun.insight.forms.tasks import version_of

# A question of these kinds without anything to choose from is not asked.
NEEDS_OPTIONS = (*OPTION_KINDS, "constant_sum", "group_rank", "drill_down", "gabor_granger")
NEEDS_ROWS = ("matrix", "matrix_multiple", "kano")
NEEDS_COLUMNS = ("matrix", "matrix_multiple", "group_rank")
UNSEEN = ("hidden", "calculated")
_LONGEST_OTHER = 2000
_ATTEMPTS = 12


def ask(state: State, question: FormQuestion, key: str) -> QuestionView | None:
    """What she sees, or None. What she answered is kept in `state`, and its faults."""
    if not state.holds(question.shown_if):
        return None
    if question.kind in UNSEEN:
        state.keep(key, _unseen(state, question, key))
        return None
    lists = {name: options_of(state, question, key, name) for name in ("options", "rows", "columns")}
    if _is_bare(question, lists):
        return None
    state.shown[key] = lists["rows"] if question.kind in NEEDS_ROWS else lists["options"]
    enabled = state.holds(question.enabled_if)
    required = enabled and (
        question.required or (question.required_if is not None and state.holds(question.required_if))
    )
    entries = _answered(state, question, key, lists, enabled, required)
    version = version_of(question, key, state.seed)
    if version:
        state.keep(f"{key}.version", float(version))
    return QuestionView(
        key, question.id, question.kind, state.say(question.title), state.say(question.help), required, enabled,
        lists["options"], lists["rows"], lists["columns"], entries, version,
    )  # fmt: skip


def _answered(
    state: State,
    question: FormQuestion,
    key: str,
    lists: dict[str, list[OptionView]],
    enabled: bool,
    required: bool,
) -> list[list[QuestionView]]:
    """Takes the answer. A simulated respondent who was refused thinks again, a few times."""
    entries: list[list[QuestionView]] = []
    for attempt in range(_ATTEMPTS if state.fill and enabled else 1):
        if state.fill and enabled:
            state.fill(state, Asked(question, key, lists, required, attempt))
            state.problems.pop(key, None)
        if question.kind == "panel":
            entries = _panel(state, question, key, enabled, required)
        else:
            _take(state, question, key, lists, enabled, required)
        if key not in state.problems:
            break
    return entries


def _is_bare(question: FormQuestion, lists: dict[str, list[OptionView]]) -> bool:
    return (
        (question.kind in NEEDS_OPTIONS and not lists["options"])
        or (question.kind in NEEDS_ROWS and not lists["rows"])
        or (question.kind in NEEDS_COLUMNS and not lists["columns"])
    )


def _unseen(state: State, question: FormQuestion, key: str) -> Any:
    """A calculated value, or one handed over; what comes with the opening counts before what comes with answers."""
    if question.kind == "calculated":
        found = evaluate(question.formula, state) if question.formula else None
    else:
        found = known(state.given(question.given or question.id))
        found = known(state.raw.get(key)) if found is None else found
    return found if is_answered(found) and not isinstance(found, dict) else None


def _take(
    state: State,
    question: FormQuestion,
    key: str,
    lists: dict[str, list[OptionView]],
    enabled: bool,
    required: bool,
) -> None:
    task = task_of(state, question, key, lists)
    if question.kind == "html":
        return
    value = clean(task, state.raw.get(key))
    state.keep(key, value)
    other = _other(task, value, state.raw.get(f"{key}.other"), lists["options"], required)
    state.keep(f"{key}.other", other or None)
    check_complete(task, value, required)
    if enabled:
        _judge(state, question, key, task, value)


def _judge(state: State, question: FormQuestion, key: str, task: Task, value: Any) -> None:
    """The faults in a fixed order, each once; then the form's own checks."""
    faults = sorted(set(task.faults), key=lambda fault: (fault[0], fault[1] or 0.0))
    found = [state.message(code, number) for code, number in faults]
    if value is not None and not found:
        for check in question.checks:
            if not state.holds(check.holds):
                fault = state.message("check", None)
                text = state.say(check.text)
                found.append(type(fault)("check", text or fault.text))
    if found:
        state.problems[key] = found


def task_of(state: State, question: FormQuestion, key: str, lists: dict[str, list[OptionView]]) -> Task:
    """The question with its codes, ready to be cleaned."""
    codes = {name: _codes(question, name, lists[name]) for name in lists}
    version = version_of(question, key, state.seed)
    return Task(question, codes["options"], codes["rows"], codes["columns"], version, state.keeps)


def _codes(question: FormQuestion, name: str, shown: list[OptionView]) -> Codes:
    own: list[FormOption] = getattr(question, name)
    is_open = any(carry.to == name for carry in question.carry)
    return Codes(tuple(one.code for one in shown), frozenset(one.code for one in own), is_open)


def _other(task: Task, value: Any, raw: Any, options: list[OptionView], required: bool) -> dict[str, str]:
    """The words beside an open option that was chosen."""
    if task.question.kind not in OPTION_KINDS or value is None:
        return {}
    chosen = value if isinstance(value, list) else [value]
    texts = raw if isinstance(raw, dict) else {}
    found = {}
    for option in options:
        if option.other and option.code in chosen:
            text = texts.get(option.code)
            text = text.strip(BLANK) if isinstance(text, str) else ""
            if len(text) > _LONGEST_OTHER:
                task.fault("long", _LONGEST_OTHER)
            elif text:
                found[option.code] = text
            elif required:
                task.fault("other")
    return found


def _panel(state: State, question: FormQuestion, key: str, enabled: bool, required: bool) -> list[list[QuestionView]]:
    """The entries of a panel. A form shows at least `least` of them, and one to begin with."""
    raw = state.raw.get(key)
    given = [one if isinstance(one, dict) else {} for one in raw] if isinstance(raw, list) else []
    most = MOST_ENTRIES if question.most is None else int(question.most)
    number = min(max(len(given), int(question.least or 0)), most)
    kept: list[dict[str, Any]] = []
    views = []
    for place in range(number):
        entry: dict[str, Any] = {}
        kept.append(entry)
        prefix = f"{key}[{place + 1}]."
        for name, value in (given[place] if place < len(given) else {}).items():
            state.raw[prefix + name] = value
        views.append(_entry(state, question, prefix, entry))
    while kept and not kept[-1]:
        kept.pop()
    state.keep(key, kept or None)
    faults: list[tuple[str, float | None]] = [("required", None)] if required and not kept else []
    faults += [("many", float(most))] if len(given) > most else []
    if enabled and faults:
        state.problems[key] = [state.message(code, limit) for code, limit in faults]
    return views


def _entry(state: State, panel: FormQuestion, prefix: str, entry: dict[str, Any]) -> list[QuestionView]:
    views = []
    state.enter(panel.id, entry)
    if state.keeps:
        for inner in panel.questions:
            prefill(state, inner, prefix + inner.id)
            _carry_over(state, inner, prefix, entry)
    for inner in panel.questions:
        view = ask(state, inner, prefix + inner.id)
        _carry_over(state, inner, prefix, entry)
        if view:
            views.append(view)
    state.enter("", None)
    return views


def _carry_over(state: State, inner: FormQuestion, prefix: str, entry: dict[str, Any]) -> None:
    """What was kept of an inner question goes into its entry."""
    for part in ("", ".other", ".version"):
        value = state.kept.get(prefix + inner.id + part)
        if value is not None:
            entry[inner.id + part] = value
            state.keep(prefix + inner.id + part, None)


def prefill(state: State, question: FormQuestion, key: str) -> None:
    """Under the policy `keep` an answer counts whether or not its question is shown; its shape must be right."""
    if question.kind in (*UNSEEN, "html"):
        return
    if question.kind == "panel":
        given = state.raw.get(key)
        entries = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
        state.keep(key, [_plain_entry(state, question, one) for one in entries[:MOST_ENTRIES]] or None)
        return
    value, other = _unchecked(state, question, key, state.raw.get(key), state.raw.get(f"{key}.other"))
    state.keep(key, value)
    state.keep(f"{key}.other", other or None)


def _plain_entry(state: State, panel: FormQuestion, given: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for inner in panel.questions:
        if inner.kind not in (*UNSEEN, "html", "panel"):
            value, other = _unchecked(state, inner, inner.id, given.get(inner.id), given.get(f"{inner.id}.other"))
            found = {inner.id: tidy(value), f"{inner.id}.other": other or None}
            entry |= {name: one for name, one in found.items() if one is not None}
    return entry


def _unchecked(state: State, question: FormQuestion, key: str, value: Any, other: Any) -> tuple[Any, dict[str, str]]:
    lists = {
        name: [OptionView(one.code, "", other=one.other) for one in getattr(question, name)]
        for name in ("options", "rows", "columns")
    }
    task = task_of(state, question, key, lists)
    found = clean(task, value)
    return found, _other(task, found, other, lists["options"], False)
