"""KNOW: who the customer is, what she did, which audience she belongs to, and what came of it."""
