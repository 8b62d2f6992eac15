"""Forms and answers by chance, from a seed: every kind, every operator, right answers and nonsense."""

from random import Random
from typing import Any

from feilun.insight import forms
from feilun.insight.forms.expressions import ARITY

CODES = ["a", "b", "c", "d", "1", "2", "10"]
TEXTS = [
    "",
    " ",
    "买",
    "Tea 茶",
    "a@b.example",
    "https://a.example/x",
    "{{ answer.q1 }}",
    "7",
    "2024-02-29",
    "😀😀",
    "a",
]
NUMBERS = [0, 1, 2, 3, 5, 7, 9, 10, 6.5, 8.5, -1, 0.1, 1e-7, 123456789012, 1e15, 1e16]
ORDERS = ["none", "none", "random", "rotate", "flip"]
NONSENSE: list[Any] = [
    None, True, False, "", "zzz", [], {}, ["zzz", 3, None], {"a": 3, "zzz": ["a"]}, {"1": {"best": 3}}, -5, 1e300,
    [["a"]], [{"q": 1}], "9" * 40, {"__proto__": 1, "constructor": "a"}, ["__proto__", "toString"], {"a": None},
]  # fmt: skip
KINDS = [
    "text", "long_text", "number", "date", "time", "single", "single", "multiple", "multiple", "dropdown",
    "image_choice", "boolean", "rating", "slider", "nps", "csat", "ces", "ranking", "matrix", "matrix_multiple",
    "constant_sum", "group_rank", "drill_down", "file", "signature", "location", "consent", "contact", "hidden",
    "calculated", "html", "panel", "choice_task", "maxdiff", "psm", "gabor_granger", "kano", "turf",
]  # fmt: skip
INNER = [kind for kind in KINDS if kind not in ("panel", "choice_task", "maxdiff", "html", "hidden")]


class Maker:
    """One form by chance, and answers to it."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.questions: list[dict[str, Any]] = []
        self.variables = ["v1", "v2", "v3"]
        self.pages: list[str] = []
        self.count = 0

    def some(self, share: float) -> bool:
        return self.chance.random() < share

    def words(self) -> dict[str, str]:
        pipes = [
            "",
            f"{{{{ answer.{self.name()} }}}}",
            "{{ variable.v1 | nothing }}",
            "{{given.plan}}",
            "{{ item.label }}",
        ]
        pipes += [f"{{{{ answer.{self.name()}.a | – }}}}", f"{{{{ answer.{self.name()}.other }}}}", "{{ item.number }}"]
        found = {"en": f"Words {self.chance.choice(pipes)}"}
        if self.some(0.5):
            found["zh-CN"] = f"文字{self.chance.choice(pipes)}"
        return found

    def name(self) -> str:
        return self.chance.choice(self.questions)["id"] if self.questions and self.some(0.9) else "q1"

    def expression(self, depth: int = 0) -> dict[str, Any]:
        if depth > 3 or self.some(0.25 + depth * 0.15):
            return self.leaf()
        operator = self.chance.choice(sorted(ARITY))
        least, most = ARITY[operator]
        number = self.chance.randint(least, min(most, max(least, 3)))
        return {"op": operator, "of": [self.expression(depth + 1) for _ in range(number)]}

    def leaf(self) -> dict[str, Any]:
        kind = self.chance.choice(
            ["answer", "answer", "answer", "value", "value", "score", "variable", "given", "item", "full"]
        )
        if kind == "answer":
            part = {"part": self.chance.choice([*CODES, "other", "functional"])} if self.some(0.3) else {}
            return {"answer": self.name(), **part}
        if kind == "value":
            return {"value": self.chance.choice([*NUMBERS[:12], *CODES, True, None, ["a", "b"], "2024-03-01", "09:30"])}
        names = {
            "score": self.name(), "variable": self.chance.choice(self.variables), "given": "plan", "full": "k1",
            "item": self.chance.choice(["code", "label", "number"]),
        }  # fmt: skip
        return {kind: names[kind]}

    def condition(self) -> dict[str, Any]:
        """Likely to hold for some and not for others."""
        if self.some(0.4):
            return {"op": self.chance.choice(["not", "answered"]), "of": [{"answer": self.name()}]}
        if self.some(0.5):
            return {
                "op": self.chance.choice(["=", "!=", "contains"]),
                "of": [{"answer": self.name()}, {"value": self.chance.choice(CODES)}],
            }
        return self.expression()

    def options(self, least: int = 2) -> list[dict[str, Any]]:
        found = []
        for code in self.chance.sample(CODES, self.chance.randint(least, 5)):
            option: dict[str, Any] = {"code": code}
            if self.some(0.8):
                option["label"] = self.words()
            if self.some(0.15):
                option["shown_if"] = self.condition()
            for flag in ("exclusive", "other", "fixed"):
                if self.some(0.15):
                    option[flag] = True
            if self.some(0.4):
                option["value"] = self.chance.choice([1, 2, 3.5, -1])
            found.append(option)
        return found

    def question(self, kinds: list[str]) -> dict[str, Any]:
        self.count += 1
        kind = self.chance.choice(kinds)
        question: dict[str, Any] = {"id": f"q{self.count}", "kind": kind, "title": self.words()}
        self.add_logic(question)
        getattr(self, f"add_{kind}", lambda _: None)(question)
        if kind in (
            "single",
            "multiple",
            "dropdown",
            "image_choice",
            "ranking",
            "turf",
            "constant_sum",
            "gabor_granger",
        ):
            question |= {"options": self.options(), "shuffle": self.chance.choice(ORDERS)}
        if kind in ("single", "multiple", "dropdown", "image_choice", "ranking", "turf") and self.some(0.3):
            which = self.chance.choice(["chosen", "not_chosen", "shown", "open"])
            question["carry"] = [{"question": self.name(), "which": which}]
            question["pick"] = self.chance.choice([0, 2])
        if kind in (
            "number",
            "slider",
            "rating",
            "csat",
            "ces",
            "text",
            "long_text",
            "multiple",
            "ranking",
            "file",
        ) and self.some(0.3):
            question |= {"least": self.chance.choice([0, 1, 2]), "most": self.chance.choice([3, 5, 100])}
        if self.some(0.15):
            holds = {
                "op": "or",
                "of": [self.condition(), {"op": "!=", "of": [{"answer": question["id"]}, {"value": "a"}]}],
            }
            holds = holds if self.some(0.6) else self.condition()
            question["checks"] = [{"holds": holds, "text": self.words()}]
        self.questions.append(question)
        return question

    def add_logic(self, question: dict[str, Any]) -> None:
        if self.some(0.2):
            question["required"] = True
        for key, share in (("shown_if", 0.25), ("enabled_if", 0.08), ("required_if", 0.08)):
            if self.some(share):
                question[key] = self.condition()

    def add_number(self, question: dict[str, Any]) -> None:
        question |= {"format": self.chance.choice(["", "whole"])} | ({"step": 0.5} if self.some(0.3) else {})

    def add_text(self, question: dict[str, Any]) -> None:
        question["format"] = self.chance.choice(["", "email", "url", "phone"])

    def add_image_choice(self, question: dict[str, Any]) -> None:
        question["many"] = self.some(0.5)

    def add_matrix(self, question: dict[str, Any]) -> None:
        question |= {"rows": self.options(), "columns": self.options(), "shuffle_rows": self.chance.choice(ORDERS)}
        if self.some(0.3):
            question["carry"] = [{"question": self.name(), "to": self.chance.choice(["rows", "columns"])}]

    add_matrix_multiple = add_matrix
    add_kano = add_matrix

    def add_constant_sum(self, question: dict[str, Any]) -> None:
        question["total"] = self.chance.choice([10, 100])

    def add_group_rank(self, question: dict[str, Any]) -> None:
        question |= {
            "options": self.options(),
            "columns": self.options(),
            "shuffle_columns": self.chance.choice(ORDERS),
        }

    def add_drill_down(self, question: dict[str, Any]) -> None:
        question["options"] = self.options()
        question["options"][0]["options"] = self.options()

    def add_contact(self, question: dict[str, Any]) -> None:
        question["fields"] = self.chance.choice([[], ["email"], ["name", "city", "phone"]])

    def add_calculated(self, question: dict[str, Any]) -> None:
        question["formula"] = self.expression()

    def add_hidden(self, question: dict[str, Any]) -> None:
        question["given"] = self.chance.choice(["", "plan"])

    def add_panel(self, question: dict[str, Any]) -> None:
        question["questions"] = [self.question(INNER) for _ in range(self.chance.randint(1, 3))]
        question |= {"least": self.chance.choice([0, 1, 2]), "most": self.chance.choice([2, 3])}

    def add_psm(self, question: dict[str, Any]) -> None:
        question["intents"] = self.some(0.5)

    def add_choice_task(self, question: dict[str, Any]) -> None:
        profiles = [{"price": code} for code in CODES[:3]]
        question["designs"] = [{"tasks": [profiles, profiles[:2]]} for _ in range(self.chance.randint(1, 3))]
        question |= {"none": {"en": "None"}} if self.some(0.5) else {}

    def add_maxdiff(self, question: dict[str, Any]) -> None:
        question["options"] = self.options(3)
        codes = [option["code"] for option in question["options"]]
        question["designs"] = [{"sets": [codes[:3], codes[-3:]]} for _ in range(self.chance.randint(1, 3))]

    def page(self) -> dict[str, Any]:
        name = f"p{len(self.pages) + 1}"
        self.pages.append(name)
        page: dict[str, Any] = {"id": name, "title": self.words()}
        page["questions"] = [self.question(KINDS) for _ in range(self.chance.randint(0, 4))]
        page |= {"shuffle": self.chance.choice(ORDERS), "pick": self.chance.choice([0, 0, 0, 2])}
        if self.some(0.2):
            page["shown_if"] = self.condition()
        if self.some(0.3):
            targets = [f"p{number}" for number in range(1, 9)] + ["e1", "e2"]
            page["next"] = [{"to": self.chance.choice(targets), "when": self.condition()} for _ in range(2)]
        if self.some(0.4):
            page["set"] = [
                {"variable": "v1", "to": self.expression()},
                {"variable": "v2", "to": self.expression(), "when": self.condition()},
            ]
        return page

    def repeat(self) -> dict[str, Any]:
        shuffle = self.chance.choice(ORDERS)
        if self.some(0.5):
            return {"times": self.chance.choice([{"value": 2}, self.expression()]), "most": 4, "shuffle": shuffle}
        which = self.chance.choice(["chosen", "not_chosen", "shown"])
        return {"question": self.name(), "which": which, "most": 4, "shuffle": shuffle}

    def form(self) -> dict[str, Any]:
        pages = [self.page() for _ in range(self.chance.randint(2, 6))]
        groups = []
        if len(pages) > 3:
            groups = [{"id": "g1", "shuffle": self.chance.choice(ORDERS), "pick": self.chance.choice([0, 0, 1])}]
            pages[1]["group"] = pages[2]["group"] = "g1"
            if self.some(0.5):
                groups[0]["repeat"] = self.repeat()
        if self.some(0.5):
            pages[-1]["repeat"] = self.repeat()
        return {
            "languages": ["en", "zh-CN"],
            "hidden_answers": self.chance.choice(["keep", "clear"]),
            "given": {"plan": "text"},
            "variables": [
                {"id": "v1", "value": self.chance.choice([0, "x", True, None])},
                {"id": "v2", "kind": "text"},
                {"id": "v3", "formula": self.expression()},
            ],
            "pages": pages,
            "groups": groups,
            "ends": [{"id": "e1", "when": self.condition()}, {"id": "e2", "kind": "screened"}, {"id": "e3", "kind": "full"}],
            "quotas": [{"id": "k1", "limit": 5, "when": self.condition(), "full": "e3"}, {"id": "k2", "limit": 1, "when": self.expression()}],
        }  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """To every question, under every key it may have; some right, some nonsense, some missing."""
        found: dict[str, Any] = {}
        for question in self.questions:
            keys = [question["id"], *[f"{question['id']}@{code}" for code in (*CODES, "3", "4")]]
            for key in keys:
                if self.some(0.85):
                    found[key] = self.answer(question)
                    if self.some(0.7):
                        found[f"{key}.other"] = {code: self.chance.choice(TEXTS) for code in CODES}
        if self.some(0.05):
            found |= {"q1[1].q2": "x", "__proto__": 3, "nobody": 1}
        return found

    def answer(self, question: dict[str, Any]) -> Any:
        if self.some(0.06):
            return self.chance.choice(NONSENSE)
        kind, some = question["kind"], self.chance
        codes = [option["code"] for option in question.get("options", [])] + ["a"]
        rows = [option["code"] for option in question.get("rows", [])]
        columns = [option["code"] for option in question.get("columns", [])] + ["a"]
        likely = some.choice([*range(8), "4"])
        makers: dict[str, Any] = {
            "boolean": lambda: self.some(0.5),
            "consent": lambda: self.some(0.8),
            "date": lambda: some.choice(["2024-02-29", "2023-02-29", "1999-12-31", "2024-13-01"]),
            "time": lambda: some.choice(["09:30", "23:59", "24:00"]),
            "matrix": lambda: {row: some.choice(columns) for row in rows},
            "matrix_multiple": lambda: {row: some.sample(columns, min(2, len(columns))) for row in rows},
            "constant_sum": lambda: {code: some.choice([5, 10, "20", 0.1]) for code in codes},
            "group_rank": lambda: {column: some.sample(codes, 1) for column in columns},
            "drill_down": lambda: [some.choice(codes), some.choice(CODES)][: some.choice([1, 2])],
            "file": lambda: [{"id": "f1", "name": "a" * 300, "size": 3}] * some.choice([1, 2]),
            "signature": lambda: "s1",
            "location": lambda: {"latitude": some.choice([31.2, 91]), "longitude": 121.5, "accuracy": 5},
            "contact": lambda: {"name": "林", "email": some.choice(["lin@a.example", "lin"]), "phone": "13800138000"},
            "panel": lambda: [
                {inner["id"]: self.answer(inner) for inner in question["questions"] if self.some(0.9)}
                for _ in range(some.choice([0, 1, 2, 3]))
            ],
            "choice_task": lambda: {"1": some.choice(["1", "2", "3", "none"]), "2": "1"},
            "maxdiff": lambda: {"1": {"best": some.choice(codes), "worst": some.choice(codes)}, "2": {"best": "a"}},
            "psm": lambda: {"too_cheap": 3, "cheap": "5", "expensive": 9.5, "too_expensive": 12, "intent_cheap": 4},
            "gabor_granger": lambda: {code: self.some(0.5) for code in codes},
            "kano": lambda: {
                row: {"functional": "like", "dysfunctional": some.choice(["dislike", "must"])} for row in rows
            },
        }
        if kind in makers:
            return makers[kind]()
        if kind in ("number", "slider", "rating", "nps", "csat", "ces"):
            return likely if self.some(0.8) else some.choice(NUMBERS)
        if kind in ("multiple", "turf", "ranking") or question.get("many"):
            return some.sample(codes, some.randint(0, len(codes)))
        if kind in ("single", "dropdown", "image_choice"):
            return some.choice(codes)
        return some.choice(TEXTS)

    def case(self, form: forms.Form) -> dict[str, Any]:
        """Answers and the circumstances of one walk: any answers, or those of one who obeys, with a slip or two."""
        passed = None if self.some(0.7) else [f"p{number}" for number in range(1, 7) if self.some(0.8)]
        about = {
            "seed": self.chance.choice([0, 1, 2**32 - 1, self.chance.randrange(2**32)]),
            "given": self.chance.choice([{}, {"plan": "gold"}, {"plan": 7}, {"plan": ["a"]}, {"plan": {"a": 1}}]),
            "language": self.chance.choice(["en", "zh-TW", "fr", ""]),
            "passed": passed,
            "full": self.chance.choice([[], [], ["k1"], ["k1", "k2"]]),
        }
        if self.some(0.4):
            return {"answers": self.answers(), "about": about}
        behaviour = forms.Behaviour(given=about["given"])
        one = forms.simulate(form, 1, about["seed"], behaviour)[0]
        answers = dict(one.answers)
        for question in self.questions:
            if question["id"] in answers and self.some(0.05):
                answers[question["id"]] = self.answer(question)
        return {"answers": answers, "about": about | {"seed": one.seed}}
