"""How a version is judged, and whether it may be published. Pure."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from scipy.special import bdtrc

from feilun.interaction.understanding.shapes import (
    Comparison,
    DialogResult,
    DialogTurn,
    Estimate,
    Expected,
    Half,
    Played,
    Reason,
    ReplayChange,
    ReplayFigures,
    SuiteCase,
    SuiteFigures,
    SuiteReport,
    SuiteSettings,
)
from feilun.kernel.intervals import clopper_pearson

# A fall that chance alone makes in one of twenty retrainings is no reason to refuse.
_NOISE = 0.05
# Of many questions out of scope a few always change sides; in a small suite each one counts.
_RECALL_SLACK = 0.02
_BINS = 10


def estimate(right: float, of: float, size: float | None = None) -> Estimate | None:
    """A share with its exact 95 % interval (Clopper-Pearson). `size` is how many unweighted cases it is worth."""
    if of <= 0:
        return None
    size = of if size is None else size
    share = min(max(right / of, 0.0), 1.0)
    low, high = clopper_pearson(share * size, size)
    return Estimate(value=share, low=low, high=high, of=round(size, 2))


def figures(cases: Sequence[SuiteCase], known: set[UUID], oos_share: float) -> SuiteFigures:
    """Of the cases that the model has not learned word for word. Questions out of scope count by their half `judge`."""
    fair = [case for case in cases if not case.is_leaked]
    inside = [case for case in fair if case.article is not None]
    outside = [case for case in fair if case.article is None and case.half == "judge"]
    covered = sum(case.article in known for case in inside)
    return SuiteFigures(
        in_scope=len(inside),
        out_of_scope=len(outside),
        leaked=len(cases) - len(fair),
        uncovered=len(inside) - covered,
        coverage=estimate(covered, len(inside)),
        accuracy=estimate(sum(case.first == case.article for case in inside), len(inside)),
        top3=estimate(sum(case.article in case.top[:3] for case in inside), len(inside)),
        answered=estimate(sum(case.answered is not None for case in inside), len(inside)),
        precision=_precision(inside, outside, oos_share),
        oos_recall=estimate(sum(case.answered is None for case in outside), len(outside)),
        ece=calibration_error(inside),
    )


def _precision(inside: Sequence[SuiteCase], outside: Sequence[SuiteCase], oos_share: float) -> Estimate | None:
    """Of the answers given. Questions out of scope weigh as much as they do in real traffic, not in the suite."""
    weight = oos_share / (1 - oos_share) * len(inside) / len(outside) if inside and outside else 1.0
    weighed = [(1.0, case) for case in inside] + [(weight, case) for case in outside]
    given = [(weight, case.is_right) for weight, case in weighed if case.answered is not None and weight > 0]
    total = sum(weight for weight, _ in given)
    if not given:
        return None
    size = total**2 / sum(weight**2 for weight, _ in given)
    return estimate(sum(weight for weight, is_right in given if is_right), total, size)


def calibration_error(cases: Sequence[SuiteCase]) -> float | None:
    """By how much confidence differs from being right, on average over ten steps of confidence."""
    if not cases:
        return None
    error = 0.0
    for step in range(_BINS):
        inside = [case for case in cases if min(int(case.confidence * _BINS), _BINS - 1) == step]
        right = sum(case.first == case.article for case in inside)
        error += abs(sum(case.confidence for case in inside) - right)
    return error / len(cases)


def compare(
    number: int, now: Sequence[SuiteCase], before: Sequence[SuiteCase], before_figures: SuiteFigures
) -> Comparison:
    """Case by case, which is sharper than comparing two shares. A case leaked into either version is left out."""
    pairs = [(new, old) for new, old in zip(now, before, strict=True) if not (new.is_leaked or old.is_leaked)]
    judged = [(new, old) for new, old in pairs if new.article is not None or new.half == "judge"]
    outside = [(new, old) for new, old in judged if new.article is None]
    return Comparison(
        number=number,
        figures=before_figures,
        newly_wrong=sum(_is_wrong(new) and not _is_wrong(old) for new, old in judged),
        no_longer_wrong=sum(_is_wrong(old) and not _is_wrong(new) for new, old in judged),
        newly_answered_oos=sum(new.answered is not None and old.answered is None for new, old in outside),
        no_longer_answered_oos=sum(new.answered is None and old.answered is not None for new, old in outside),
    )


def moved(
    now: Sequence[SuiteCase],
    before: Sequence[SuiteCase],
    said_now: Sequence[UUID | None],
    said_before: Sequence[UUID | None],
) -> Estimate | None:
    """The share of the suite's questions and of real traffic whose answer changed: retraining should move little."""
    pairs = [
        *((new.answered, old.answered) for new, old in zip(now, before, strict=True)),
        *zip(said_now, said_before, strict=True),
    ]
    return estimate(sum(new != old for new, old in pairs), len(pairs))


def _is_wrong(case: SuiteCase) -> bool:
    """Keeping silent is not wrong, only a pity."""
    return case.answered is not None and case.answered != case.article


def is_fall(worse: int, better: int) -> bool:
    """Whether so many cases got worse against so many better ones by more than chance (one-sided sign test)."""
    return worse > better and float(bdtrc(worse - 1, worse + better, 0.5)) < _NOISE


def gate(report: SuiteReport, settings: SuiteSettings) -> list[Reason]:
    """Why this version may not be published; empty when it may."""
    return [
        *_precision_reasons(report, settings),
        *_recall_reasons(report, settings),
        *_dialog_reasons(report),
        *_clash_reasons(report),
    ]


def _precision_reasons(report: SuiteReport, settings: SuiteSettings) -> list[Reason]:
    precision, against = report.figures.precision, report.against
    reasons = []
    if precision and precision.high < settings.precision:
        detail = f"Precision is {precision.value:.1%} ({precision.low:.1%} to {precision.high:.1%}); the suite asks for"
        facts = {"value": precision.value, "low": precision.low, "high": precision.high, "target": settings.precision}
        reasons.append(Reason(code="precision_below_target", detail=f"{detail} {settings.precision:.1%}.", facts=facts))
    if against and is_fall(against.newly_wrong, against.no_longer_wrong):
        detail = f"{against.newly_wrong} questions of the suite are answered wrongly that version {against.number}"
        facts = {"worse": against.newly_wrong, "better": against.no_longer_wrong, "against": against.number}
        reasons.append(Reason(code="precision_fell", detail=f"{detail} does not answer wrongly.", facts=facts))
    return reasons


def _recall_reasons(report: SuiteReport, settings: SuiteSettings) -> list[Reason]:
    recall, against = report.figures.oos_recall, report.against
    if recall is None:
        return []
    reasons = []
    if recall.value < settings.minimum_recall:
        detail = f"Only {recall.value:.1%} of the questions out of scope are left alone; the suite asks for"
        facts = {"value": recall.value, "target": settings.minimum_recall}
        reasons.append(
            Reason(code="recall_below_minimum", detail=f"{detail} {settings.minimum_recall:.1%}.", facts=facts)
        )
    lost = against.newly_answered_oos - against.no_longer_answered_oos if against else 0
    if against and lost > _RECALL_SLACK * report.figures.out_of_scope:
        detail = f"{against.newly_answered_oos} questions out of scope are answered that version {against.number}"
        facts = {
            "worse": against.newly_answered_oos,
            "better": against.no_longer_answered_oos,
            "against": against.number,
        }
        reasons.append(Reason(code="recall_fell", detail=f"{detail} leaves alone.", facts=facts))
    return reasons


def _dialog_reasons(report: SuiteReport) -> list[Reason]:
    """A dialog refuses a version when it went well in the one in force, or when none is in force."""
    failed = [one.name for one in report.dialogs if not one.passed]
    fallen = [name for name in failed if report.against is None or name in report.against.broken_dialogs]
    return [
        Reason(code="dialog_failed", detail=f"The dialog “{name}” fails.", facts={"dialog": name}) for name in fallen
    ]


def _clash_reasons(report: SuiteReport) -> list[Reason]:
    return [
        Reason(
            code="articles_clash",
            detail=f"The articles {' and '.join(f'“{title}”' for title in one.titles)} clash ({one.kind}).",
            facts=msgspec.to_builtins(one),
        )
        for one in report.clashes
    ]


def half_of(fits: int, judges: int) -> Half:
    """Where the next question out of scope goes, so that both halves stay even and none ever changes sides."""
    return "judge" if judges <= fits else "fit"


def first_fault(turns: Sequence[DialogTurn], played: Sequence[Played]) -> tuple[int, str] | None:
    """The first turn (from 1) that did not go as written, and what was different."""
    for place, turn in enumerate(turns, 1):
        if place > len(played):
            return place, "the dialog ended before this turn"
        problem = _difference(turn.expect, played[place - 1])
        if problem:
            return place, problem
    return None


def _difference(expect: Expected, played: Played) -> str:
    if expect.route and expect.route != played.route:
        return f"went by {played.route}, not by {expect.route}" + (f" ({played.why})" if played.why else "")
    if expect.article and expect.article != played.article:
        return f"answered with {played.article or 'no article'}, not with {expect.article}"
    if expect.contains and expect.contains.casefold() not in played.text.casefold():
        return f"does not say “{expect.contains}”"
    return ""


def broken(now: Sequence[DialogResult], before: Sequence[DialogResult]) -> list[str]:
    """The names of the dialogs that went well before and fail now."""
    went_well = {one.id for one in before if one.passed}
    return [one.name for one in now if not one.passed and one.id in went_well]


def replay_figures(questions: int, before: int, now: int, changes: Sequence[ReplayChange], kept: int) -> ReplayFigures:
    """Counts over all changes, also those that are not kept."""
    return ReplayFigures(
        questions=questions,
        answered_before=before,
        answered_now=now,
        changed=len(changes),
        newly_answered=sum(one.old is None for one in changes),
        no_longer_answered=sum(one.new is None for one in changes),
        other_article=sum(one.old is not None and one.new is not None for one in changes),
        better=sum(one.verdict == "better" for one in changes),
        worse=sum(one.verdict == "worse" for one in changes),
        kept=kept,
        moved=estimate(len(changes), questions),
    )
