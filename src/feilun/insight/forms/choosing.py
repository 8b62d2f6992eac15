"""Which options a respondent sees, in which order, and which of them are carried on to later questions."""

from typing import Any

from feilun.insight.forms.expressions import is_answered
from feilun.insight.forms.index import anchored
from feilun.insight.forms.shapes import FormCarry, FormOption, FormQuestion, OptionView
from feilun.insight.forms.shuffling import picked, reorder
from feilun.insight.forms.state import State

_SHUFFLES = {"options": "shuffle", "rows": "shuffle_rows", "columns": "shuffle_columns"}


def options_of(state: State, question: FormQuestion, key: str, name: str) -> list[OptionView]:
    """The options, rows or columns she sees: carried ones first, then the question's own, in her order."""
    found: list[OptionView] = []
    stays: list[bool] = []
    for carry in question.carry:
        if carry.to == name:
            for view in carried(state, carry):
                _add(found, stays, view, view.exclusive or view.other)
    own: list[FormOption] = getattr(question, name)
    for option in own:
        if state.holds(option.shown_if):
            _add(found, stays, _view(state, option), anchored(option))
    stream = f"{key}/{name}"
    if name == "options" and question.pick:
        chosen = picked(list(zip(found, stays, strict=True)), stays, question.pick, state.seed, stream)
        found, stays = [view for view, _ in chosen], [stay for _, stay in chosen]
    return reorder(found, stays, getattr(question, _SHUFFLES[name]), state.seed, stream)


def _add(found: list[OptionView], stays: list[bool], view: OptionView, stay: bool) -> None:
    """A code comes once; the first one stays."""
    if all(one.code != view.code for one in found):
        found.append(view)
        stays.append(stay)


def _view(state: State, option: FormOption) -> OptionView:
    deeper = [_view(state, one) for one in option.options if state.holds(one.shown_if)]
    label = state.say(option.label) or option.code
    value = None if option.value is None else float(option.value)
    return OptionView(option.code, label, option.image, option.exclusive, option.other, value, deeper)


def carried(state: State, carry: FormCarry) -> list[OptionView]:
    """Options out of the answer of an earlier question; texts that were written become labels."""
    place = state.index.places.get(carry.question)
    if place is None:
        return []
    key = state.key_of(carry.question)
    value = state.kept.get(key)
    if place.question.kind == "panel":
        return _entries(place.question, value)
    if place.question.kind in ("text", "long_text"):
        return [OptionView(place.question.id, value)] if isinstance(value, str) else []
    texts = state.kept.get(f"{key}.other")
    texts = texts if isinstance(texts, dict) else {}
    chosen = chosen_codes(value)
    found = []
    for view in state.shown.get(key, []):
        is_chosen = view.code in chosen
        if carry.which == "shown" or is_chosen == (carry.which != "not_chosen"):
            if carry.which == "open" and view.code not in texts:
                continue
            label = texts.get(view.code, view.label) if is_chosen else view.label
            found.append(OptionView(view.code, label, view.image, value=view.value))
    return found


def chosen_codes(value: Any) -> list[str]:
    """The codes an answer chooses; of a mapping those with an answer that is not zero or false."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    if isinstance(value, dict):
        return [code for code, one in value.items() if is_answered(one) and one is not False and one != 0]
    return []


def _entries(panel: FormQuestion, value: Any) -> list[OptionView]:
    """One option for each entry, called by the first text in it."""
    found = []
    for number, entry in enumerate(value if isinstance(value, list) else []):
        texts = [entry[one.id] for one in panel.questions if isinstance(entry.get(one.id), str)]
        found.append(OptionView(str(number + 1), texts[0] if texts else str(number + 1)))
    return found
