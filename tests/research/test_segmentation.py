"""Segments: known groups, published figures of a known table, and doubt where there is nothing to find."""

from typing import Any

import numpy as np
import pytest
from tests.research.choice_data import SPECS, file_of

from feilun.insight.research import (
    Cancelled,
    Spec,
    Watch,
    frame_of,
    read_frame,
    run_segments,
    segmentation,
    typing_tool,
)
from feilun.kernel.errors import Invalid

CENTRES = np.array([[0.0, 0.0, 0.0], [5.0, 0.0, 5.0], [0.0, 6.0, 5.0]])


def made(seed: int, people: int = 200) -> tuple[Any, Any]:
    """Half of the people stand at the first centre, 3 of 10 at the second, the others at the third."""
    chance = np.random.default_rng(seed)
    true = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2, 2])[np.arange(people) % 10]
    return CENTRES[true] + chance.normal(size=(people, 3)), true


def test_iris_has_its_published_figures() -> None:
    """Inertia 78.85, silhouette .5528 and adjusted Rand index .7302 of k-means; .9039 of a mixture of normals."""
    from sklearn.datasets import load_iris
    from sklearn.metrics import adjusted_rand_score

    values, kinds = load_iris(return_X_y=True)
    means = segmentation(values, ("a", "b", "c", "d"), 3, standardise=False, bootstraps=0)
    mixed = segmentation(values, ("a", "b", "c", "d"), 3, standardise=False, bootstraps=0, method="mixture")
    assert means.inertia == pytest.approx(78.85144, abs=1e-4)
    assert means.silhouette == pytest.approx(0.5528, abs=1e-4)
    assert adjusted_rand_score(kinds, means.labels) == pytest.approx(0.7302, abs=1e-4)
    assert adjusted_rand_score(kinds, mixed.labels) == pytest.approx(0.9039, abs=1e-4)
    assert list(means.counts) == [62, 50, 38]


@pytest.mark.parametrize("method", ["kmeans", "mixture"])
def test_known_groups_are_found_from_the_largest_and_are_stable(method: str) -> None:
    values, true = made(1)
    found = segmentation(values, ("a", "b", "c"), 3, method=method, starts=5, bootstraps=5)
    assert np.mean(found.labels == true) > 0.97
    assert found.shares == pytest.approx([0.5, 0.3, 0.2], abs=0.02)
    assert found.means == pytest.approx(CENTRES, abs=0.4)
    assert found.stability.min() > 0.9
    assert found.membership.sum(axis=1) == pytest.approx(np.ones(200))
    assert found.warnings == ()


def test_a_cloud_without_groups_is_told() -> None:
    values = np.random.default_rng(2).normal(size=(300, 6))
    found = segmentation(values, tuple("abcdef"), 5, starts=5, bootstraps=10)
    assert {"segment_unstable", "no_structure"} <= {one.code for one in found.warnings}


def test_explained_is_the_part_of_variance_between_segments() -> None:
    values, _ = made(3)
    found = segmentation(values, ("a", "b", "c"), 3, starts=5, bootstraps=0)
    inside = sum(((values[found.labels == one] - values[found.labels == one].mean(axis=0)) ** 2).sum(axis=0)
                 for one in range(3))  # fmt: skip
    assert found.explained == pytest.approx(1 - inside / ((values - values.mean(axis=0)) ** 2).sum(axis=0))


def test_a_heavy_person_counts_in_shares_and_means() -> None:
    values, true = made(4)
    weights = np.where(true == 2, 10.0, 1.0)
    found = segmentation(values, ("a", "b", "c"), 3, weights=weights, starts=5, bootstraps=0)
    assert found.shares[0] == pytest.approx(40 * 10 / (160 + 400), abs=0.02)
    assert found.means[0] == pytest.approx(CENTRES[2], abs=0.5)


def test_the_same_seed_gives_the_same_segments() -> None:
    values = np.random.default_rng(5).normal(size=(120, 4))
    one, other = (segmentation(values, tuple("abcd"), 4, starts=2, bootstraps=3) for _ in range(2))
    assert (one.labels == other.labels).all()
    assert (one.stability == other.stability).all()


def test_a_typing_tool_asks_what_tells_segments_apart_and_its_scores_sort_people() -> None:
    values, true = made(6, people=400)
    noisy = np.column_stack([np.random.default_rng(7).normal(size=400), values[:, :2]])
    tool = typing_tool(noisy, ("noise", "a", "b"), true, 2, 1)
    assert set(tool.columns) == {"a", "b"}
    assert tool.path[0] < tool.path[1] == tool.accuracy > 0.9 > tool.base
    asked = noisy[:, [("noise", "a", "b").index(one) for one in tool.columns]]
    assert np.mean(tool.segment_of(asked) == true) == pytest.approx(tool.accuracy, abs=0.03)


def test_the_discriminant_is_scikit_learns() -> None:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    values, true = made(8)
    tool = typing_tool(values, ("a", "b", "c"), true, 3, 1)
    order = [("a", "b", "c").index(one) for one in tool.columns]
    other = LinearDiscriminantAnalysis().fit(values[:, order], true)
    assert (tool.segment_of(values[:, order]) == other.predict(values[:, order])).all()


def answers(language: str = "en", **more: Any) -> dict[str, Any]:
    values, _ = made(9)
    columns = {name: values[:, place] for place, name in enumerate("abc")}
    spec = {"columns": list("abc"), "segments": [2, 3, 4], "starts": 3, "bootstraps": 3, "language": language}
    return run_segments(frame_of(columns), Spec({**spec, **more}))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("3 segments have the highest silhouette", "segment2 (30.0% of people): high on a", "Asking ")),
        ("zh-CN", ("轮廓系数最高的是 3 群", "segment2(30.0% 的人):a", "只问 ")),
    ],
)
def test_the_answer_compares_numbers_of_segments_and_describes_each(language: str, words: tuple[str, ...]) -> None:
    answer = answers(language, individuals=True)
    assert [one["segments"] for one in answer["by_number_of_segments"]] == [2, 3, 4]
    assert [one["people"] for one in answer["segments"]] == [100, 60, 40]
    assert len(answer["individuals"]) == answer["people"] == 200
    assert all(any(sentence.startswith(word) for sentence in answer["report"]) for word in words)


def test_utilities_of_people_can_be_cut_into_segments() -> None:
    estimate = {**SPECS["mlogit_Electricity.csv.gz"], "draws": 300}
    spec = {"estimate": estimate, "segments": 2, "starts": 2, "bootstraps": 2, "individuals": True}
    answer = run_segments(read_frame(file_of("mlogit_Electricity.csv.gz")), Spec(spec))
    assert answer["people"] == 361
    assert {one["column"] for one in answer["means"]} == {"pf", "cl", "loc", "wk", "tod", "seas"}
    assert answer["typing"]["accuracy"] > answer["typing"]["base_rate"]


def test_a_job_hears_how_far_it_is_and_can_stop() -> None:
    values, heard = made(10)[0], list[float]()
    columns = {name: values[:, place] for place, name in enumerate("abc")}
    spec = Spec({"columns": list("abc"), "segments": [2, 3], "starts": 2, "bootstraps": 3})
    run_segments(frame_of(columns), spec, Watch(heard.append))
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    with pytest.raises(Cancelled):
        run_segments(frame_of(columns), spec, Watch(is_cancelled=lambda: True))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"segments": 1}, "from 2 to 30"),
        ({"segments": [2.5]}, "a whole number from 2 to 30"),
        ({"segments": 30, "filter": "a > 6"}, "different people cannot be told"),
        ({"columns": ["a", "still"], "computed": {"still": "a * 0"}}, "still is the same for everybody"),
        ({"columns": []}, "a list of different columns"),
        ({"method": "tree"}, "must be one of kmeans, mixture"),
        ({"method": "mixture", "computed": {"w": "a * 0 + 1"}, "weights": "w"}, "counts everybody the same"),
        ({"segments": 30, "questions": 3}, "fewer than 5 people"),
        ({"segment": 2}, "is not known here"),
    ],
)
def test_a_wrong_wish_is_answered_by_a_sentence(more: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        answers(**{"segments": 2, "filter": "", **more})
