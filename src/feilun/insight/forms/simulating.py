"""Respondents who answer by chance or by preferences, and obey the logic, as they answer while the walk goes on."""

from collections.abc import Callable, Collection, Sequence
from math import exp, log
from random import Random
from typing import Any

from feilun.insight.forms.cleaning import CONTACT_FIELDS, INTENTS, KANO_CODES, KANO_SIDES, PRICES, is_many, scale
from feilun.insight.forms.index import Index
from feilun.insight.forms.shapes import Behaviour, Form, FormQuestion, Simulated
from feilun.insight.forms.shuffling import Chance
from feilun.insight.forms.state import Asked, State
from feilun.insight.forms.tasks import tasks_of, version_of
from feilun.insight.forms.walking import Walker

_WORDS = ("好", "不错", "太贵了", "fine", "too slow", "I like it", "一般", "服务很好")


def simulate(
    form: Form,
    number: int,
    seed: int,
    behaviour: Behaviour | None = None,
    *,
    full: Collection[str] = (),
    language: str = "",
) -> list[Simulated]:
    """`number` respondents, the same for the same seed. Choice tasks and maxdiff follow the logit of the worths."""
    index = Index(form)
    return [simulated(index, (seed, one), behaviour or Behaviour(), full, language) for one in range(number)]


def simulated(
    index: Index, seed: tuple[int, int], behaviour: Behaviour, full: Collection[str] = (), language: str = ""
) -> Simulated:
    """The respondent with a number of her own under the seed of them all."""
    chance = Random(f"{seed[0]}/{seed[1]}")
    own = Chance(seed[0], f"respondent/{seed[1]}").below(2**32)
    person = _Person(chance, behaviour)
    walker = Walker(index, {}, own, behaviour.given, language, None, full, fill=person.fill)
    walk = walker.go()
    return Simulated(own, walk.answers, walk.path, walk.end, walk.kind, walk.cells, person.worths)


class _Person:
    def __init__(self, chance: Random, behaviour: Behaviour) -> None:
        self.chance = chance
        self.behaviour = behaviour
        self.worths = {
            question: {name: worth + chance.gauss(0.0, 1.0) * behaviour.spread for name, worth in worths.items()}
            for question, worths in behaviour.worths.items()
        }

    def fill(self, state: State, asked: Asked) -> None:
        question = asked.question
        state.raw.pop(asked.key, None)
        if question.id in self.behaviour.fixed:
            state.raw[asked.key] = self.behaviour.fixed[question.id]
        elif asked.required or self.chance.random() >= self.behaviour.skip:
            state.raw[asked.key] = self._answer(state, asked)
        texts = {option.code: self.chance.choice(_WORDS) for option in asked.lists["options"] if option.other}
        if texts:
            state.raw[f"{asked.key}.other"] = texts

    def _answer(self, state: State, asked: Asked) -> Any:
        question = asked.question
        codes = {name: [view.code for view in views] for name, views in asked.lists.items()}
        if question.kind in ("choice_task", "maxdiff"):
            tasks = tasks_of(question, version_of(question, asked.key, state.seed))
            make = self._choose_profile if question.kind == "choice_task" else self._choose_items
            return {str(place + 1): make(question, task) for place, task in enumerate(tasks)}
        if is_many(question):
            return self._several(asked, codes["options"])
        maker = _MAKERS.get(question.kind)
        return maker(self, question, codes) if maker else None

    def one(self, question: FormQuestion, codes: Sequence[str]) -> str:
        """One code: by weights, by the logit of the worths, or any."""
        weights = self.behaviour.weights.get(question.id)
        if weights and any(weights.get(code, 0.0) > 0 for code in codes):
            return self.chance.choices(codes, [max(0.0, weights.get(code, 0.0)) for code in codes])[0]
        worths = self.worths.get(question.id)
        return codes[self._logit([worths.get(code, 0.0) for code in codes])] if worths else self.chance.choice(codes)

    def _several(self, asked: Asked, codes: list[str]) -> list[str]:
        """A number of codes within the bounds; an exclusive one stands alone."""
        alone = [view.code for view in asked.lists["options"] if view.exclusive]
        weights = self.behaviour.weights.get(asked.question.id)
        if weights:
            # Here a weight is the chance that a code is chosen.
            found = [code for code in codes if self.chance.random() < weights.get(code, 0.0)]
            return found or ([self.chance.choice(codes)] if asked.required else [])
        if alone and self.chance.random() < 0.15:
            return [self.chance.choice(alone)]
        free = [code for code in codes if code not in alone] or codes[:1]
        least = min(len(free), int(asked.question.least or 1))
        most = len(free) if asked.question.most is None else max(least, min(len(free), int(asked.question.most)))
        return self.chance.sample(free, self.chance.randint(least, most))

    def _logit(self, worths: list[float]) -> int:
        top = max(worths)
        return self.chance.choices(range(len(worths)), [exp(one - top) for one in worths])[0]

    def _choose_profile(self, question: FormQuestion, profiles: list[dict[str, str]]) -> str:
        worths = self.worths.get(question.id, {})
        values = [sum(worths.get(f"{name}.{level}", 0.0) for name, level in one.items()) for one in profiles]
        names = [str(place + 1) for place in range(len(profiles))]
        if question.none:
            values.append(worths.get("none", 0.0))
            names.append("none")
        return names[self._logit(values)]

    def _choose_items(self, question: FormQuestion, items: list[str]) -> dict[str, str]:
        """Best and worst by the logit of ordered pairs, best minus worst."""
        worths = self.worths.get(question.id, {})
        pairs = [(best, worst) for best in items for worst in items if best != worst]
        best, worst = pairs[self._logit([worths.get(one, 0.0) - worths.get(two, 0.0) for one, two in pairs])]
        return {"best": best, "worst": worst}

    def number(self, question: FormQuestion) -> float:
        """Within the bounds and on a step."""
        weights = self.behaviour.weights.get(question.id)
        if weights:
            return float(self.chance.choices(list(weights), list(weights.values()))[0])
        least, most = scale(question)
        low = 0.0 if least is None else least
        high = low + 100 if most is None else most
        step = question.step or 1.0
        return low + step * self.chance.randint(0, max(0, int((high - low) / step)))

    def text(self, question: FormQuestion) -> str:
        if question.format == "email":
            return f"person{self.chance.randint(1, 9999)}@mail.example"
        if question.format == "phone":
            return f"138{self.chance.randint(10**7, 10**8 - 1)}"
        if question.format == "url":
            return "https://shop.example/"
        said = self.chance.choice(_WORDS)
        while question.least is not None and len(said) < min(question.least, 1000):
            said += f" {self.chance.choice(_WORDS)}"
        return said if question.most is None else said[: max(0, int(question.most))]

    def shares(self, question: FormQuestion, codes: list[str]) -> dict[str, float]:
        """Whole numbers that add up to the total."""
        total = 100.0 if question.total is None else question.total
        cuts = sorted(self.chance.randint(0, int(total)) for _ in codes[1:])
        edges = [0.0, *[float(cut) for cut in cuts], total]
        return {code: edges[place + 1] - edges[place] for place, code in enumerate(codes)}

    def prices(self, question: FormQuestion) -> dict[str, float]:
        start = exp(self.chance.gauss(log(10.0), 0.3))
        steps = [start * factor for factor in (0.6, 0.9, 1.4, 1.9)]
        found = {name: round(price + self.chance.random(), 2) for name, price in zip(PRICES, steps, strict=True)}
        if question.intents:
            found |= {name: float(self.chance.randint(1, 5)) for name in INTENTS}
        return found

    def ladder(self, question: FormQuestion, codes: list[str]) -> dict[str, bool]:
        """Willing up to a price of her own."""
        prices = {option.code: option.value or 0.0 for option in question.options}
        limit = self.chance.choice(sorted(prices.values()) or [0.0])
        return {code: prices.get(code, 0.0) <= limit for code in codes}

    def path(self, question: FormQuestion, codes: list[str]) -> list[str]:
        """Down to the deepest level."""
        found = [self.one(question, codes)]
        level = next((one.options for one in question.options if one.code == found[0]), [])
        while level:
            option = self.chance.choice(level)
            found.append(option.code)
            level = option.options
        return found

    def groups(self, codes: list[str], groups: list[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in self.chance.sample(codes, len(codes)):
            found.setdefault(self.chance.choice(groups), []).append(code)
        return found

    def ranked(self, question: FormQuestion, codes: list[str]) -> list[str]:
        most = len(codes) if question.most is None else min(len(codes), int(question.most))
        left = list(codes)
        found: list[str] = []
        while left and len(found) < most:
            found.append(self.one(question, left))
            left.remove(found[-1])
        return found

    def entries(self, question: FormQuestion) -> list[dict[str, Any]]:
        """Empty ones; their questions come up one by one."""
        least = int(question.least or 0)
        return [{} for _ in range(self.chance.randint(max(1, least), max(1, least, int(question.most or 3))))]

    def contact(self, question: FormQuestion) -> dict[str, str]:
        fields = question.fields or CONTACT_FIELDS
        known = {"email": "person@mail.example", "phone": "13800138000"}
        return {name: known.get(name, self.chance.choice(_WORDS)) for name in fields}

    def day(self) -> str:
        return f"{self.chance.randint(2020, 2027)}-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}"

    def hour(self) -> str:
        return f"{self.chance.randint(0, 23):02d}:{self.chance.randint(0, 59):02d}"

    def place(self) -> dict[str, float]:
        return {"latitude": round(self.chance.uniform(20, 45), 4), "longitude": round(self.chance.uniform(80, 120), 4)}


_Maker = Callable[[_Person, FormQuestion, dict[str, list[str]]], Any]


def _yes(person: _Person, question: FormQuestion, codes: dict[str, list[str]]) -> bool:
    weights = person.behaviour.weights.get(question.id, {"true": 1.0, "false": 1.0})
    return person.chance.choices([True, False], [weights.get("true", 0.0), weights.get("false", 0.0)])[0]


def _sides(person: _Person) -> dict[str, str]:
    return {side: person.chance.choice(KANO_CODES) for side in KANO_SIDES}


_MAKERS: dict[str, _Maker] = {
    **dict.fromkeys(("text", "long_text"), lambda person, question, codes: person.text(question)),
    **dict.fromkeys(
        ("number", "slider", "rating", "nps", "csat", "ces"), lambda person, question, codes: person.number(question)
    ),
    **dict.fromkeys(
        ("single", "dropdown", "image_choice"), lambda person, question, codes: person.one(question, codes["options"])
    ),
    "boolean": _yes,
    "consent": lambda person, question, codes: question.required or person.chance.random() < 0.8,
    "date": lambda person, question, codes: person.day(),
    "time": lambda person, question, codes: person.hour(),
    "ranking": lambda person, question, codes: person.ranked(question, codes["options"]),
    "matrix": lambda person, question, codes: {row: person.one(question, codes["columns"]) for row in codes["rows"]},
    "matrix_multiple": lambda person, question, codes: {
        row: person.chance.sample(codes["columns"], person.chance.randint(1, len(codes["columns"])))
        for row in codes["rows"]
    },
    "constant_sum": lambda person, question, codes: person.shares(question, codes["options"]),
    "group_rank": lambda person, question, codes: person.groups(codes["options"], codes["columns"]),
    "drill_down": lambda person, question, codes: person.path(question, codes["options"]),
    "file": lambda person, question, codes: [{"id": f"file{place}"} for place in range(int(question.least or 1))],
    "signature": lambda person, question, codes: "signature1",
    "location": lambda person, question, codes: person.place(),
    "contact": lambda person, question, codes: person.contact(question),
    "panel": lambda person, question, codes: person.entries(question),
    "psm": lambda person, question, codes: person.prices(question),
    "gabor_granger": lambda person, question, codes: person.ladder(question, codes["options"]),
    "kano": lambda person, question, codes: {row: _sides(person) for row in codes["rows"]},
}
