import math

import pytest

from canfar_jupyter.model.quotas import Use, level
from canfar_jupyter.widgets.launch.quota_bars import _shown
from canfar_jupyter.widgets.status.header import _used

LEVELS = [  # used, limit, how full: every bar says the same
    (0, 10, "good"),
    (7.9, 10, "good"),
    (8, 10, "warn"),
    (10, 10, "warn"),
    (10.1, 10, "bad"),
    (0, 0, "warn"),
    (5, math.nan, "good"),
]


@pytest.mark.parametrize(("used", "limit", "said"), LEVELS)
def test_each_bar_says_the_same_of_a_quota(used, limit, said):
    none = None if math.isnan(limit) else limit
    assert level(used, limit) == said
    assert _used("Cores", "", {"used": used, "limit": limit})["tone"] == said
    assert _shown(Use("cores", used, 0, none))["tone"] == said
    assert _shown(Use("cores", 0, used, none))["tone"] == said
