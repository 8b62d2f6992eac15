"""What is usual: a gate and a curve learnt from many small bases, for a base too small to learn its own.

160 bases drawn from two public sets in English (BANKING77 and HWU64, their training halves): 4 to 40 labels, 3 to 20
phrasings each, a fifth of the traffic without an answer, three quarters of that near and one quarter far.
`python bench/_bot_usual.py` makes the numbers again.
"""

from typing import Any

import numpy as np

from feilun.language.evidence import NAMES
from feilun.language.gate import Gate

Numbers = Any

# In the order of `evidence.NAMES`, by the number of encoders; the last weight is the constant.
_MEANS = {
    "two": [-0.589, -2.902, 0.521, 1.199, -0.669, -0.694, 0.463, 0.331, 0.451, 0.268, 2.1],
    "one": [-0.624, -2.706, 0.492, 1.285, -0.754, -0.781, 0.456, 0.322, 0.449, 0.268, 2.1],
    "none": [-0.787, -2.875, 0.451, 1.485, -0.787, -0.787, 0.384, 0.222, 0.366, 0.247, 2.051],
}
_SPREADS = {
    "two": [0.582, 1.602, 0.368, 0.927, 0.653, 0.755, 0.212, 0.194, 0.221, 0.146, 0.652],
    "one": [0.572, 1.396, 0.358, 0.913, 0.678, 0.825, 0.208, 0.184, 0.212, 0.146, 0.652],
    "none": [0.725, 1.553, 0.365, 1.055, 0.725, 0.725, 0.15, 0.108, 0.161, 0.094, 0.633],
}
_WEIGHTS = {
    "two": [-0.019, -0.799, 0.348, -0.142, 0.946, 0.069, 0.908, -0.056, 0.042, -0.002, -0.496, 0.894],
    "one": [0.186, -0.655, 0.381, 0.096, 0.657, 0.473, 1.136, 0.06, -0.32, 0.049, -0.465, 0.755],
    "none": [0.372, -0.971, 0.341, 0.201, 0.372, 0.372, 0.087, 0.266, 0.088, 0.189, -0.287, 0.596],
}
# Of 40 equally large parts of the traffic, by rising score: thousandths of the score, of how often the first guess was
# right, and of how often one of the first three was.
_CURVES = {
    "two": """
        33 11 35  67 60 100  99 90 158  134 136 238  177 160 259  226 221 390  284 269 425  356 392 538  430 475 620  503 510 652
        573 622 725  645 643 743  709 691 760  765 768 825  812 805 847  850 854 883  879 880 907  900 880 907  917 931 940  931 931 940
        942 944 953  952 944 956  959 960 971  965 968 971  970 969 971  975 977 980  978 977 980  981 984 984  984 984 984  986 988 989
        988 988 990  989 993 993  991 993 993  992 993 995  993 995 995  994 996 998  995 996 998  996 1000 1000  997 1000 1000  998 1000 1000
    """,
    "one": """
        30 21 76  62 70 155  91 82 194  125 101 204  167 120 282  213 253 400  264 274 443  325 312 499  392 420 568  462 530 661
        533 530 700  601 618 720  667 647 738  724 714 799  774 734 805  815 841 858  846 842 886  875 843 911  897 888 911  915 895 921
        928 932 942  939 933 944  947 951 959  955 951 959  961 961 966  967 961 970  971 967 974  975 981 981  978 984 986  981 984 988
        983 985 988  985 987 991  987 989 991  989 989 991  990 993 994  992 993 996  993 996 996  994 998 998  996 1000 1000  997 1000 1000
    """,
    "none": """
        60 61 158  99 113 214  128 153 317  154 162 342  180 193 396  208 193 396  238 204 414  271 261 464  308 288 503  345 391 548
        388 391 577  439 391 604  489 480 647  539 573 722  592 573 722  642 657 746  691 668 786  736 731 790  776 741 790  812 801 838
        839 829 882  861 839 885  882 887 906  899 905 926  913 905 926  926 923 944  937 950 964  947 950 964  955 950 971  962 969 974
        967 983 985  973 983 985  977 983 985  981 983 985  985 991 992  988 991 992  990 991 992  993 991 996  995 996 996  997 1000 1000
    """,
}


def usual_gate(encoders: int) -> Gate:
    kind = _kind(encoders)
    assert len(_MEANS[kind]) == len(NAMES)
    return Gate(np.array(_MEANS[kind]), np.array(_SPREADS[kind]), np.array(_WEIGHTS[kind]))


def usual_curve(encoders: int) -> Numbers:
    """Rows of score, share of right first guesses, share of right guesses among three."""
    return np.array(_CURVES[_kind(encoders)].split(), dtype=float).reshape(-1, 3) / 1000


def _kind(encoders: int) -> str:
    return ("none", "one", "two")[min(encoders, 2)]
