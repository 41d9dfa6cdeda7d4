"""What the page is told of a session, in words."""

from __future__ import annotations

import pytest

from nwb_video_panel.page.descriptors import _subtitle
from nwb_video_panel.timebase import Timebase


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (60.096, "60 Hz"),
        (30.0, "30 Hz"),
        (30 / 1.001, "29.97 Hz"),
        (60 / 1.001, "59.94 Hz"),
        (149.93, "150 Hz"),
        (12.5, "12.5 Hz"),
        (0.2, "0.2 Hz"),
    ],
)
def test_a_camera_goes_by_the_rate_that_it_was_set_to(rate, words):
    clock = Timebase.regular(0.0, rate, 10)
    assert _subtitle([clock], 1, 1224.0) == f"1 camera · {words} · 20 min 24 s"
