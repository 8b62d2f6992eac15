"""Research models: choice models (mnl, mixed logit, hierarchical Bayes, MaxDiff) and models of the market."""

from feilun.insight.research.frames import Frame, frame_of, parse_frame, read_frame
from feilun.insight.research.specs import Spec

__all__ = [
    "Frame",
    "Spec",
    "frame_of",
    "parse_frame",
    "read_frame",
]
