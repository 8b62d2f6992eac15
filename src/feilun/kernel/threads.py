"""How many threads libraries of numbers take. They read it from the environment when they are loaded, and never again."""

# Name and value, for `os.environ.setdefault(*…)`. One question to the bot is too small to share: threads of linear
# algebra that wait for each other by spinning double its price.
ONE_FOR_ALGEBRA = ("OPENBLAS_NUM_THREADS", "1")
# The environment of a process that is to take one core and no more.
ONE_EACH = dict.fromkeys((ONE_FOR_ALGEBRA[0], "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
