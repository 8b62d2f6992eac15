"""ACT: journeys that move customers."""
