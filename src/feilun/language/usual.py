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
    "two": [-0.669, -2.72, 0.472, 1.349, -0.704, -1.043, 0.463, 0.329, 0.449, 0.268, 2.1],
    "one": [-0.683, -2.602, 0.458, 1.392, -0.782, -1.049, 0.456, 0.32, 0.448, 0.268, 2.1],
    "none": [-0.782, -2.895, 0.455, 1.493, -0.782, -0.782, 0.387, 0.226, 0.368, 0.249, 2.1],
}
_SPREADS = {
    "two": [0.597, 1.457, 0.359, 0.936, 0.705, 1.059, 0.212, 0.196, 0.223, 0.146, 0.652],
    "one": [0.582, 1.312, 0.351, 0.921, 0.717, 1.066, 0.208, 0.186, 0.214, 0.146, 0.652],
    "none": [0.722, 1.564, 0.364, 1.065, 0.722, 0.722, 0.152, 0.109, 0.163, 0.096, 0.652],
}
_WEIGHTS = {
    "two": [-0.06, -0.4, 0.502, -0.211, 1.149, -0.144, 1.234, 0.109, -0.17, -0.218, -0.443, 0.853],
    "one": [0.269, -0.356, 0.575, 0.129, 0.9, 0.182, 1.486, 0.14, -0.641, -0.088, -0.441, 0.738],
    "none": [0.389, -1.034, 0.228, 0.221, 0.389, 0.389, -0.036, 0.182, 0.244, 0.275, -0.243, 0.629],
}
# Of 40 equally large parts of the traffic, by rising score: thousandths of the score, of how often the first guess was
# right, and of how often one of the first three was.
_CURVES = {
    "two": """
        23 18 81  58 61 139  92 84 157  132 140 234  177 196 282  229 196 346  291 294 447  365 373 491  439 401 535
        512 537 671  580 556 680  648 639 731  712 675 759  765 781 835  809 790 835  845 831 872  874 837 895
        896 904 927  913 928 946  926 936 946  938 936 946  948 942 952  956 953 966  963 963 966  968 976 976
        973 982 984  977 982 984  980 982 984  983 984 985  985 984 985  987 984 985  989 991 991  990 991 991
        992 993 996  993 996 996  994 998 998  995 998 998  996 998 1000  997 998 1000  998 1000 1000
    """,
    "one": """
        27 31 103  59 31 142  90 77 186  125 104 195  167 172 317  214 249 398  268 296 499  326 296 508  391 390 523
        462 467 639  530 569 705  597 612 735  663 670 735  719 697 783  771 727 828  811 829 858  844 840 874
        873 856 893  895 882 916  913 889 918  928 929 931  938 939 948  947 943 961  955 966 969  961 966 972
        967 966 972  971 966 972  975 981 983  978 981 983  981 984 985  983 987 989  985 987 989  987 992 992
        989 992 994  990 994 994  992 994 994  993 996 997  994 996 999  996 998 999  997 1000 1000
    """,
    "none": """
        65 43 145  107 88 271  138 145 280  167 145 314  198 184 358  231 220 416  263 267 471  298 350 507  336 371 551
        376 380 562  419 380 594  462 493 653  509 543 668  558 571 680  604 606 711  648 636 738  696 645 738
        741 725 799  777 772 841  810 786 841  838 823 877  861 861 886  882 892 914  900 917 936  916 917 939
        928 950 963  937 950 965  946 950 967  954 957 968  961 957 976  967 973 980  972 976 982  976 977 982
        980 977 982  984 978 983  987 987 991  989 991 993  992 992 993  994 996 997  997 998 998
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
