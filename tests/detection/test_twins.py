"""Two code pages that differ in a few characters only."""

from __future__ import annotations

import pytest

from notefix import damage, repair

# Opening quotation marks lose a byte to Windows-1254 and not to Windows-1252, and stand in few lines.
LINES = [
    "M\u00e1ra v\u00edzet hoz a k\u00fatr\u00f3l.",
    "A f\u00fczetben t\u00f6bb \u00edr\u00e1s is van.",
    "Id\u0151re itt lesz az \u00faj k\u00f6nyv.",
    "A kert v\u00e9g\u00e9n szil\u00edv\u00e1t ettem.",
    "H\u00edvtam, de nem v\u00e1laszolt senki.",
]
QUOTED = "A t\u00e1bl\u00e1n ez \u00e1llt: \u201ez\u00e1rva\u201d, \u00e9s nem volt ott senki."


@pytest.mark.parametrize("channel", ["cp1252 -undefined -shy", "cp1254 -undefined -shy"])
def test_what_few_lines_show_is_seen(channel: str) -> None:
    text = "\n".join([*LINES * 8, QUOTED])
    assert repair(damage(text, channel)).text.split("\n")[-1] == QUOTED
