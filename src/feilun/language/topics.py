"""Topics found in texts: groups of words that go together, named by the words that set them apart, checked by resampling.

Factors of TF-IDF (non-negative, Lee and Seung 1999) give the groups; names come from log-odds with an informative prior
(Monroe, Colaresi, Quinn 2008). A topic is a list of weighted words, so a person can read it, pin words, merge and split.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from feilun.language.topic_words import topic_words

Numbers = Any
# Texts that topics are looked for in; more change little but the time.
MOST_TEXTS = 8_000
_MOST_WORDS_KEPT, _NAMED_BY = 40, 3
_VOCABULARY = 4_000
_RESAMPLES, _SHARE = 4, 0.8
# Of a topic's words its best ten are compared between resamples.
_COMPARED = 10
# Words with less than this share of the heaviest word's weight are by chance.
_NOISE = 0.1
_MOST_PER_TEXT = 3
# A pinned word alone is enough; a text belongs to a topic from here on.
_BELONGS = 0.16
_LEAST_TEXTS = 8
_Tell = Callable[[float], None]


class FoundTopic(msgspec.Struct, frozen=True, kw_only=True):
    """`words` by weight (the heaviest first, unit length); `stability` from 0 to 1 is how alike it comes back from
    other samples of the same texts; `texts` counts those it was found in."""

    name: str
    family: str
    words: dict[str, float]
    stability: float
    texts: int


class ShareChange(msgspec.Struct, frozen=True, kw_only=True):
    """The share of a topic now against before; `p` is Fisher's exact one, `is_sure` after Benjamini and Hochberg."""

    now: float
    before: float
    p: float
    is_sure: bool


def discover(
    texts: Sequence[str], family: str, number: int | None = None, tell: _Tell | None = None
) -> list[FoundTopic]:
    """Topics of texts in one language family, the biggest first; none when there are too few texts to say.

    Without `number` the most topics whose words come back from resamples are chosen. `tell` hears progress from 0 to 1.
    """
    told = tell or (lambda share: None)
    words = [topic_words(text, family) for text in _sample(texts)]
    words = [one for one in words if one]
    rows, vocabulary = _matrix(words)
    if len(words) < _LEAST_TEXTS or len(vocabulary) < 4:
        return []
    told(0.1)
    numbers = [number] if number else _numbers(len(words))
    best: tuple[float, Numbers, Numbers, Numbers] | None = None
    for step, one in enumerate(numbers):
        shares, weights = _factors(rows, one)
        stability = _stability(rows, weights)
        told(0.1 + 0.8 * (step + 1) / len(numbers))
        # More topics say more, as long as they are the same ones tomorrow.
        score = float(stability.mean()) + 0.04 * math.log2(one)
        if best is None or score > best[0]:
            best = (score, shares, weights, stability)
    assert best is not None
    found = _topics(best[1], best[2], best[3], words, vocabulary, family)
    told(1.0)
    return found


def assigned(
    text: str, family: str, topics: Mapping[str, Mapping[str, float]], pinned: Mapping[str, Sequence[str]] | None = None
) -> dict[str, float]:
    """Key of a topic to how much the text is about it, the best three; `topics` are those of the text's family."""
    counts = Counter(topic_words(text, family))
    length = math.sqrt(sum((1 + math.log(count)) ** 2 for count in counts.values())) or 1.0
    scores = {}
    for key, weights in topics.items():
        score = sum((1 + math.log(count)) * weights.get(word, 0.0) for word, count in counts.items()) / length
        if any(word and word in text for word in (pinned or {}).get(key, ())):
            score = max(score, 1.0)
        if score >= _BELONGS:
            scores[key] = round(score, 4)
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_PER_TEXT])


def merged(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    """The words of two topics as one, of unit length."""
    return _unit({word: max(first.get(word, 0.0), second.get(word, 0.0)) for word in {*first, *second}})


def share_changes(
    now: Mapping[str, int], texts_now: int, before: Mapping[str, int], texts_before: int
) -> dict[str, ShareChange]:
    """Per topic its share of the texts in a week against the weeks before. Sure is what survives testing many topics."""
    from scipy import stats

    chances = {}
    for key in {*now, *before}:
        hits, earlier = now.get(key, 0), before.get(key, 0)
        table = [[hits, max(texts_now - hits, 0)], [earlier, max(texts_before - earlier, 0)]]
        chances[key] = float(stats.fisher_exact(table)[1]) if texts_now and texts_before else 1.0
    ranked = sorted(chances, key=lambda key: chances[key])
    kept = max((place for place, key in enumerate(ranked, 1) if chances[key] <= 0.05 * place / len(ranked)), default=0)
    return {
        key: ShareChange(
            now=now.get(key, 0) / max(texts_now, 1),
            before=before.get(key, 0) / max(texts_before, 1),
            p=round(chances[key], 6),
            is_sure=place <= kept,
        )
        for place, key in enumerate(ranked, 1)
    }


def _sample(texts: Sequence[str]) -> list[str]:
    if len(texts) <= MOST_TEXTS:
        return list(texts)
    return [texts[place] for place in np.sort(np.random.default_rng(0).permutation(len(texts))[:MOST_TEXTS])]


def _numbers(texts: int) -> list[int]:
    most = max(2, min(16, texts // 6))
    return sorted({one for one in (3, 4, 6, 8, 12, 16) if one <= most} or {most})


def _matrix(words: Sequence[Sequence[str]]) -> tuple[Numbers, list[str]]:
    """TF-IDF (texts, words), each text of length 1; words seen in one text only and in more than half say nothing."""
    from scipy import sparse

    seen = Counter(word for one in words for word in set(one))
    most = max(3, len(words) // 2)
    vocabulary = sorted(
        (word for word, count in seen.items() if 2 <= count <= most), key=lambda word: (-seen[word], word)
    )
    vocabulary = vocabulary[:_VOCABULARY]
    place_of = {word: place for place, word in enumerate(vocabulary)}
    rows, columns, values = [], [], []
    for row, one in enumerate(words):
        for word, count in Counter(one).items():
            if word in place_of:
                rows.append(row)
                columns.append(place_of[word])
                values.append((1 + math.log(count)) * math.log(1 + len(words) / seen[word]))
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(words), max(len(vocabulary), 1)))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix, vocabulary


def _factors(rows: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """(texts, topics) and (topics, words), both without negative numbers."""
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    number = max(1, min(number, min(rows.shape)))
    with warnings.catch_warnings():
        # A factor that is nearly there is as good; the figures of stability say what it is worth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = NMF(number, init="nndsvda", random_state=0, max_iter=120, tol=1e-3, alpha_W=0.0)
        return fitted.fit_transform(rows), fitted.components_


def _stability(rows: Numbers, weights: Numbers) -> Numbers:
    """Per topic the mean likeness of its best words to those of the most like topic of each resample."""
    from scipy.optimize import linear_sum_assignment

    picked = np.random.default_rng(1)
    best = _best(weights)
    found = []
    for _ in range(_RESAMPLES):
        places = np.sort(picked.permutation(rows.shape[0])[: max(2, int(rows.shape[0] * _SHARE))])
        others = _best(_factors(rows[places], len(weights))[1])
        alike = np.array([[len(one & other) / max(len(one | other), 1) for other in others] for one in best])
        mine, theirs = linear_sum_assignment(-alike)
        row = np.zeros(len(best))
        row[mine] = alike[mine, theirs]
        found.append(row)
    return np.mean(found, axis=0)


def _best(weights: Numbers) -> list[set[int]]:
    return [{int(one) for one in np.argsort(-row)[:_COMPARED] if row[one] > _NOISE * row.max()} for row in weights]


def _topics(
    shares: Numbers,
    weights: Numbers,
    stability: Numbers,
    words: Sequence[Sequence[str]],
    vocabulary: Sequence[str],
    family: str,
) -> list[FoundTopic]:
    """What is left over when no topic fits well belongs to none."""
    owner = np.where(shares.max(axis=1) > 1e-6, shares.argmax(axis=1), -1)
    everywhere = Counter(word for one in words for word in set(one))
    found = []
    for place, row in enumerate(weights):
        mine = [words[int(text)] for text in np.flatnonzero(owner == place)]
        if not mine:
            continue
        heaviest = [int(one) for one in np.argsort(-row)[:_MOST_WORDS_KEPT] if row[one] > 0]
        kept = _unit({vocabulary[one]: float(row[one]) for one in heaviest})
        apart = set_apart([set(one) for one in mine], everywhere, len(words), kept)
        name = " · ".join(apart[:_NAMED_BY])
        found.append(
            FoundTopic(
                name=name, family=family, words=kept, stability=round(float(stability[place]), 3), texts=len(mine)
            )
        )
    return sorted(found, key=lambda one: (-one.texts, one.name))


def set_apart(
    mine: Sequence[set[str]], everywhere: Mapping[str, int], texts: int, candidates: Mapping[str, float]
) -> list[str]:
    """The words that set these texts apart from all: log-odds over their standard error, the corpus as the prior."""
    counts = Counter(word for one in mine for word in one)
    scores = {}
    for word in candidates:
        inside, total = counts.get(word, 0), everywhere.get(word, 0)
        outside = max(total - inside, 0)
        prior = 10 * total / max(texts, 1) + 0.01
        first = (inside + prior) / max(len(mine) + 10 - inside - prior, 0.5)
        second = (outside + prior) / max(texts - len(mine) + 10 - outside - prior, 0.5)
        scores[word] = (math.log(first) - math.log(second)) / math.sqrt(1 / (inside + prior) + 1 / (outside + prior))
    return sorted(scores, key=lambda word: (-scores[word], word))


def _unit(words: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in words.values())) or 1.0
    ordered = sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_WORDS_KEPT]
    return {word: round(value / length, 5) for word, value in ordered}
