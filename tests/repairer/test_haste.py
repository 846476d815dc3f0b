"""Lines that are searched less deep at first are weighed again, and come out the same."""

from __future__ import annotations

from unittest.mock import patch

from notefix import Settings, damage, repair
from notefix.channels.channel import Channel
from notefix.repairer import haste
from notefix.repairer.haste import Haste
from notefix.repairer.proposal import Proposal
from notefix.repairer.search import BEAM_DEPTH_NATS, Step

CHANNEL = Channel.parse("cp1254 -undefined -shy")
LINES = (
    "王老师把旧书放进纸箱里，准备明天送给邻居。",
    "雨停以后，孩子们在院子里踢球，直到天黑才回家。",
    "这台机器坏了两次，修理工说零件要等一个星期。",
    "她每天早上六点起床，先跑步，再给全家做早饭。",
    "我们沿着河边走了很久，才找到那座老桥。",
    "爷爷种的橘子树今年结了许多果子，又大又甜。",
)


def _proposal(probability: float) -> Proposal:
    step = Step(0, 2, "x", lossy=True, probability=probability, alternatives=())
    return Proposal("x", CHANNEL, ((1, step),))


def test_haste_begins_where_nearly_all_lines_are_in_doubt() -> None:
    some = Haste()
    for number in range(20):
        some.note(f"line {number}", _proposal(0.9 if number % 2 else 1.0))
    assert some.depth_nats == BEAM_DEPTH_NATS
    assert not some.lines
    most = Haste()
    for number in range(20):
        most.note(f"line {number}", _proposal(0.9))
        most.note(f"clean line {number}", None)
        most.note(f"intact line {number}", Proposal("x", CHANNEL))
    assert most.depth_nats < BEAM_DEPTH_NATS
    assert most.lines == {f"line {number}" for number in range(8, 20)}


def test_a_hasty_search_changes_nothing() -> None:
    text = "\n".join(damage(line, CHANNEL) for line in LINES)
    settings = Settings(channel=CHANNEL, experts="ngram")
    slow = repair(text, settings)
    assert slow.restored
    with patch.object(haste, "_LINES_BEFORE_HASTE", 1), patch.object(haste, "_SHARE_FOR_HASTE", 0.0):
        hasty = repair(text, settings)
    assert hasty.text == slow.text
    for one, other in zip(hasty.restored, slow.restored, strict=True):
        assert abs(one.probability - other.probability) < 0.01
