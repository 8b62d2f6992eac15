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
    "two": [-0.777, -2.531, 0.429, 1.471, -0.787, -1.084, 0.457, 0.317, 0.438, 0.264, 2.051],
    "one": [-0.786, -2.516, 0.422, 1.49, -0.767, -1.025, 0.45, 0.306, 0.432, 0.267, 2.051],
    "none": [-0.787, -2.875, 0.451, 1.485, -0.787, -0.787, 0.384, 0.222, 0.366, 0.247, 2.051],
}
_SPREADS = {
    "two": [0.664, 1.143, 0.352, 0.936, 0.698, 1.09, 0.211, 0.194, 0.225, 0.144, 0.633],
    "one": [0.662, 1.157, 0.35, 0.945, 0.687, 1.041, 0.207, 0.186, 0.22, 0.144, 0.633],
    "none": [0.725, 1.553, 0.365, 1.055, 0.725, 0.725, 0.15, 0.108, 0.161, 0.094, 0.633],
}
_WEIGHTS = {
    "two": [1.112, -0.313, 0.889, 0.095, 0.042, -0.304, 0.425, 0.084, 0.51, -0.201, -0.555, 0.937],
    "one": [0.547, -0.373, 0.669, 0.149, 0.635, 0.035, 0.355, 0.191, 0.395, -0.143, -0.537, 0.806],
    "none": [0.372, -0.971, 0.341, 0.201, 0.372, 0.372, 0.087, 0.266, 0.088, 0.189, -0.287, 0.596],
}
# Of 40 equally large parts of the traffic, by rising score: thousandths of the score, of how often the first guess was
# right, and of how often one of the first three was.
_CURVES = {
    "two": """
        43 36 67  79 48 166  110 100 192  144 144 230  183 186 260  231 239 377  285 305 450  347 375 507  419 437 570  491 513 637
        562 594 714  628 603 722  692 668 766  750 729 821  799 777 839  839 850 871  871 884 908  897 891 908  916 899 918  931 923 944
        943 947 954  952 950 966  959 951 968  965 962 968  970 976 980  974 976 980  978 976 980  981 979 980  983 988 990  985 988 990
        987 988 990  989 991 993  990 991 995  992 995 996  993 996 996  994 996 996  995 998 998  996 998 998  997 998 998  998 1000 1000
    """,
    "one": """
        36 14 100  71 51 142  106 89 251  139 126 254  177 182 342  222 271 419  269 289 478  323 354 478  384 430 596  446 464 596
        511 498 639  580 586 713  646 674 779  704 674 779  757 768 830  799 808 846  835 832 884  866 880 897  891 890 913  911 890 921
        926 923 930  939 927 950  949 928 950  956 958 961  962 970 974  967 970 974  972 974 982  975 974 982  978 980 982  981 980 986
        984 991 991  986 991 991  988 991 992  990 991 992  991 992 994  992 992 994  994 998 998  995 998 998  996 998 998  997 1000 1000
    """,
    "none": """
        60 61 158  99 113 214  128 153 317  154 162 342  180 193 396  208 193 396  238 204 414  271 261 464  308 288 503  345 391 548
        388 391 577  439 391 604  489 480 647  539 573 722  592 573 722  642 657 746  691 668 786  736 731 790  776 741 790  812 801 838
        839 829 882  861 839 885  882 887 906  899 905 926  913 905 926  926 923 944  937 950 964  947 950 964  955 950 971  962 969 974
        967 983 985  973 983 985  977 983 985  981 983 985  985 991 992  988 991 992  990 991 992  993 991 996  995 996 996  997 1000 1000
    """,
}

# Below this score no guess is an answer, however little is wished: at the usual wish (precision 0.95, a fifth of the
# questions without an answer) half of the guesses with it are wrong, measured on 24 small bases of each language, the
# Chinese ones of the demo shop's knowledge. `python bench/_bot_least.py` makes the numbers again.
LEAST_SCORE = {"zh": 0.4, "en": 0.5}


def usual_gate(encoders: int) -> Gate:
    kind = _kind(encoders)
    assert len(_MEANS[kind]) == len(NAMES)
    return Gate(np.array(_MEANS[kind]), np.array(_SPREADS[kind]), np.array(_WEIGHTS[kind]))


def usual_curve(encoders: int) -> Numbers:
    """Rows of score, share of right first guesses, share of right guesses among three."""
    return np.array(_CURVES[_kind(encoders)].split(), dtype=float).reshape(-1, 3) / 1000


def _kind(encoders: int) -> str:
    return ("none", "one", "two")[min(encoders, 2)]
