"""Feilun: know the customer, talk with her, move her to act, measure, and learn again."""

__version__ = "0.1.0"
