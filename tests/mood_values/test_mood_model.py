"""The model that hears what no rule names, asked about sentences that were never trained on.

The complaints were written before any model was asked about them, and not all are heard: the test says how many. The
calm ones showed that it hears a refused wish as one ("I don't need to speak to anyone"); the rules keep it from that now.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from feilun.app_engines import open_encoders
from feilun.language import Mood, MoodModel, hear, mood_of
from feilun.language.mood_model import PROBE, shipped

COMPLAINTS = {
    "zh": [
        "等了半个月连个影子都没有，你们就是这样对待顾客的吗", "东西又破又旧，还好意思收全价", "说好的三天，现在十天了还在拖",
        "这做工简直没法看，太敷衍顾客了", "我花了钱买了一肚子气", "承诺的售后全是空话", "你们家的东西真的是一次比一次差",
        "把坏的卖给我还不肯退，哪有这样做买卖的", "同一个问题反映了好几回，到现在没人给我答复", "收了钱就不管顾客死活",
        "这么大的牌子居然这样糊弄老顾客", "拖着不退款，是不是打算不给了", "客服回复永远是复制粘贴，根本不解决问题",
        "我要让大家都知道你们是怎么做生意的",
    ],
    "en": [
        "I have been sent from pillar to post and nobody takes responsibility", "Is this how you treat paying customers?",
        "You promised three days and it has been three weeks", "What I got is a joke compared to the pictures",
        "Your after-sales care simply does not exist", "I regret ever ordering from you",
        "This is no way to run a business", "Everything about this order went wrong and you don't even care",
        "The thing fell apart after one day, how can you sell this", "I am appalled at how I was spoken to",
        "You keep ignoring my messages and kept my money", "I expected far better from a brand like yours",
        "I will make sure my friends never shop here", "You sold me a broken item and refuse to take it back",
    ],
}  # fmt: skip
CALM = [
    "你们支持顺丰吗", "能不能晚一点送", "包裹显示已签收但我没拿到", "王小明", "北京市朝阳区建国路88号", "20261130001", "这个和那个有什么区别",
    "不是抱怨，就是提个建议", "没有不满意，挺好的", "我不需要人工帮忙", "孩子不肯吃饭怎么办", "评价在哪里写", "我没搞懂优惠怎么算", "嗯嗯好",
    "could it come a bit later", "my parcel says delivered but I did not get it", "Mary Jones", "7 Station Road, Leeds", "AB-20261130",
    "what is the difference between these two", "I want to complain about nothing, thanks", "no complaints from my side", "you need not ring me, a message will do", "你们不必派人过来",
    "I don't need to speak to anyone", "where do I write a review", "I did not get how the discount works", "ok fine",
    "my child will not eat it", "can I swap it for a larger one", "it arrived a day late but all good",
]  # fmt: skip

needs_use = pytest.mark.skipif(
    not any(one.name == shipped().encoder for one in open_encoders()), reason="the encoder's wheel is not installed"
)


class Foreign:
    """Calls itself by the name, and its vectors are others."""

    name, size, languages = shipped().encoder, 512, frozenset({"zh", "en"})

    def encode(self, texts: Sequence[str]) -> Any:
        return np.tile(shipped().weights[1] / np.linalg.norm(shipped().weights[1]), (len(texts), 1)).astype(np.float32)


@needs_use
@pytest.mark.parametrize("language", ["zh", "en"])
def test_many_complaints_in_words_of_their_own_are_heard(language: str) -> None:
    texts = COMPLAINTS[language]
    ruled = sum(bool(mood_of(text).reason) for text in texts)
    heard = hear(texts, open_encoders())
    assert ruled <= 1
    # Seven of fourteen in each language when the weights were made; one stands on the edge.
    assert sum(bool(mood.reason) for mood in heard) >= 6


@needs_use
def test_calm_words_and_answers_raise_hardly_an_alarm() -> None:
    moods = zip(CALM, hear(CALM, open_encoders()), strict=True)
    alarms = [text for text, mood in moods if mood.reason]
    assert set(alarms) <= {"你们不必派人过来"}  # Taken for anger, which is wrong.


@needs_use
def test_the_reason_says_it_was_the_model_and_how_sure() -> None:
    [mood] = hear(["I expected far better from a brand like yours"], open_encoders())
    assert mood.complains
    assert mood.reason.startswith("complaint: model: 0.")


@needs_use
def test_a_complaint_in_the_middle_of_a_burst_is_heard() -> None:
    assert hear(["hi\nI expected far better from a brand like yours\norder 20261130001"], open_encoders())[0].complains


def test_what_the_rules_hear_stays_as_it_is() -> None:
    texts = ["我要投诉", "投诉电话是多少", "human please"]
    assert hear(texts, open_encoders()) == [mood_of(text) for text in texts]


# Who asks where to complain has something to complain about; the person she is given can tell her the number too.
def test_asking_where_to_complain_is_a_complaint() -> None:
    assert mood_of("投诉电话是多少").complains


def test_without_an_encoder_the_rules_speak_alone() -> None:
    assert hear(["I expected far better from a brand like yours", "转人工"], ()) == [Mood(), mood_of("转人工")]


def test_an_encoder_with_other_vectors_is_not_believed() -> None:
    assert hear(["where is my order"], [Foreign()]) == [Mood()]


@needs_use
def test_the_probe_is_what_the_encoder_gives() -> None:
    encoder = next(one for one in open_encoders() if one.name == shipped().encoder)
    assert float(encoder.encode([PROBE])[0] @ shipped().probe) > 0.999


def test_the_weights_are_a_small_file_for_one_encoder() -> None:
    model = shipped()
    assert isinstance(model, MoodModel)
    assert model.weights.shape == (3, 512)


@pytest.mark.parametrize("text", ["", " \n ", "\ud800", "a" * 20_000, "x\n" * 5_000])
def test_odd_texts_are_heard_too(text: str) -> None:
    assert len(hear([text], open_encoders())) == 1
