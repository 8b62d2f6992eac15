"""Whatever is drawn and whatever is said: nothing raises, and a turn ends with one question, one call or one end."""

import string
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.flows.dialogs import NOW

from feilun.interaction.flows import FlowPlace, Reader, phrases, problems, read_graph, rules, written
from feilun.interaction.flows.place import Ask, CallWebhook, Finish, FlowScene, HandOver, Stepped, WebhookAnswer
from feilun.interaction.flows.reading import hear, prefill
from feilun.kernel import jsonb

IDS = st.sampled_from(["a", "b", "c", "d", "e"])
NEXT = st.one_of(st.none(), IDS)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["明天", "3", "不对，是4", "no, I meant 5", "取消", "跳过", "是", "否", "13800138000", "{{slots.x}}", "3或者5", "",
         "{% for i in (1..9) %}", "都不是", "改成后天", "第二个", "a@b.example", "5元", "下午3点", "怎么退货？", "继续"]
    ),
)  # fmt: skip
WORDS = st.dictionaries(st.sampled_from(["zh-CN", "zh-TW", "en", "xx"]), TEXTS, max_size=3)
SLOTS = st.sampled_from(["x", "y", "z", ""])
KINDS = st.sampled_from(
    ["text", "number", "date", "time", "datetime", "phone", "email", "money", "choice", "order", "yes_no"]
)
LIMITS = st.one_of(
    st.none(), st.floats(allow_nan=True), st.sampled_from(["today", "today+9999d", "x", "2026-12-01", "1"])
)
TESTS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["x", "slots.y", "customer.vip", "", "a.b.c"]),
        "check": st.sampled_from(["is", "is_not", "less", "more", "contains", "exists", "missing"]),
        "value": st.one_of(st.none(), st.booleans(), st.floats(), TEXTS),
    }
)


def _steps(id: str) -> st.SearchStrategy[dict[str, Any]]:
    def of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"id": st.just(id), "kind": st.just(kind), **fields})

    options = st.lists(st.fixed_dictionaries({"value": TEXTS, "label": WORDS}), max_size=3)
    cases = st.lists(st.fixed_dictionaries({"when": st.lists(TESTS, max_size=2), "next": NEXT}), max_size=3)
    return st.one_of(
        of("say", text=WORDS, next=NEXT),
        of("ask", slot=SLOTS, slot_kind=KINDS, text=WORDS, retry_text=WORDS, label=WORDS, options=options,
           required=st.booleans(), from_trait=st.sampled_from(["", "vip", "phone"]), confirm=st.booleans(),
           minimum=LIMITS, maximum=LIMITS, pattern=st.sampled_from(["", "a+", "(a+)+", "(", "[0-9]*"]),
           tries=st.integers(-1, 4), next=NEXT, failed=NEXT),
        of("branch", cases=cases, **{"else": NEXT}),
        of("webhook", url=TEXTS, body=st.dictionaries(SLOTS, TEXTS, max_size=2), failed=NEXT, next=NEXT,
           save=st.dictionaries(SLOTS, st.sampled_from(["", "a.b", "0", "a.0.b", "..."]), max_size=2)),
        of("answer", article=TEXTS, next=NEXT),
        of("set", slot=SLOTS, value=TEXTS, next=NEXT),
        of("handover", reason=TEXTS),
        of("end"),
    )  # fmt: skip


GRAPHS = st.fixed_dictionaries({"first": NEXT, "steps": st.tuples(*[_steps(id) for id in "abcd"]).map(list)})
TAPS = st.one_of(
    st.none(),
    st.tuples(
        IDS, st.sampled_from(["o|0", "o|9", "a|0", "a|²", "none", "yes", "no", "skip", "", "|", "resume|yes"])
    ).map("|".join),
    st.text(string.printable, max_size=12),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("ab0"), inner, max_size=3)),
    max_leaves=6,
)
ANSWERS = st.builds(WebhookAnswer, status=st.integers(0, 599), body=JSON, problem=st.sampled_from(["", "timeout"]))


def _ends_well(stepped: Stepped) -> None:
    closing = [one for one in stepped.actions if isinstance(one, Ask | CallWebhook | HandOver | Finish)]
    assert len(closing) == 1 and stepped.actions[-1] is closing[0]
    is_over = isinstance(closing[0], HandOver | Finish)
    assert (stepped.place.waits == "ended") == is_over
    assert not isinstance(closing[0], Ask) or closing[0].text.strip() or closing[0].step


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    GRAPHS,
    st.lists(st.tuples(TEXTS, TAPS, st.booleans()), max_size=6),
    ANSWERS,
    st.sampled_from(["zh-CN", "zh-TW", "en", "xx"]),
)
def test_any_dialog_on_any_graph_ends_each_turn_with_one_thing(
    drawn: dict[str, Any], said: list[tuple[str, str | None, bool]], answer: WebhookAnswer, language: str
) -> None:
    graph = read_graph(drawn)
    assert read_graph(written(graph)) == graph or graph != graph  # NaN is not itself.
    problems(graph, set())
    reader = Reader(now=NOW, language=language)
    customer = {"vip": "gold", "phone": "13800138000"}
    scene = FlowScene(
        language=language, customer=customer, prefilled=prefill(graph, reader, customer), today=reader.today
    )
    stepped = rules.begin(graph, scene)
    _ends_well(stepped)
    for text, tap, is_known in said:
        for _ in range(60):
            if stepped.place.waits != "webhook":
                break
            stepped = rules.answered(graph, stepped.place, answer, scene)
            _ends_well(stepped)
        place = _kept(stepped.place)
        heard = hear(
            graph,
            place,
            reader,
            text=text,
            tap={"id": tap} if tap is not None else None,
            article="a1" if is_known else "",
        )
        stepped = rules.step(graph, place, heard, scene)
        _ends_well(stepped)
        _ends_well(rules.again(graph, stepped.place, scene))


def _kept(place: FlowPlace) -> FlowPlace:
    """As it comes back from the tables."""
    return msgspec.json.decode(jsonb.encode(msgspec.to_builtins(place)), type=FlowPlace)


@settings(max_examples=300, deadline=None)
@given(TEXTS | st.text(max_size=300))
def test_any_words_are_heard(text: str) -> None:
    rest = phrases.meant(text)
    assert rest is None or rest in text
    for hears in (
        phrases.is_yes,
        phrases.is_no,
        phrases.is_cancel,
        phrases.is_skip,
        phrases.is_question,
        phrases.goes_back,
    ):
        assert hears(text) in (True, False)
