"""Choice models for `feilun research`: multinomial and mixed logit, hierarchical Bayes, MaxDiff."""

from typing import TYPE_CHECKING, Any

from feilun.cli_research_model import Model

if TYPE_CHECKING:
    from feilun.insight.research import Frame, Spec


def _mnl(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_mnl(frame, spec)


def _mixed_logit(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_mixed_logit(frame, spec)


def _hierarchical(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_hierarchical(frame, spec)


def _maxdiff(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_maxdiff(frame, spec)


CHOICE_MODELS: dict[str, Model] = {
    "mnl": Model("Multinomial logit: what raises and lowers the chance to be chosen.", _mnl),
    "mixed-logit": Model("Mixed logit: the same, where tastes differ between people.", _mixed_logit),
    "hb": Model("Hierarchical Bayes: utilities of every person, judged on held-out tasks.", _hierarchical),
    "maxdiff": Model("MaxDiff: best and worst of sets of items.", _maxdiff, tables=("design",)),
}
