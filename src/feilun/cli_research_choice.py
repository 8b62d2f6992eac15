"""Choice models for `feilun research`: multinomial, nested, ordered, mixed and latent-class logit, HB, MaxDiff."""

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


def _nested(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_nested(frame, spec)


def _ordered(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_ordered(frame, spec)


def _latent_class(frame: "Frame", spec: "Spec") -> dict[str, Any]:
    from feilun.insight import research

    return research.run_latent_class(frame, spec)


CHOICE_MODELS: dict[str, Model] = {
    "mnl": Model("Multinomial logit: what raises and lowers the chance to be chosen.", _mnl),
    "nested": Model("Nested logit: the same, where some alternatives are more alike than others.", _nested),
    "ordered": Model("Ordered logit: what raises an answer on a scale.", _ordered),
    "mixed-logit": Model("Mixed logit: the same, where tastes differ between people.", _mixed_logit),
    "latent-class": Model("Latent-class logit: a few groups of people, each with tastes of its own.", _latent_class),
    "hb": Model("Hierarchical Bayes: utilities of every person, judged on held-out tasks.", _hierarchical),
    "maxdiff": Model("MaxDiff: best and worst of sets of items.", _maxdiff, tables=("design",)),
}
