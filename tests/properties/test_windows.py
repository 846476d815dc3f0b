"""Text that looks as if Windows had read it in pairs, and need not be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notefix import Channel, LineStatus, Settings, damage, repair
from notefix.channels.channel import OF_EVERY_CODEC, Layer, UndefinedBytes
from notefix.channels.windows import PAIR_CODECS
from tests.properties.strategies import sentences

CHANNELS = [
    Channel((Layer(codec, undefined, by_windows=True),))
    for codec in PAIR_CODECS
    for undefined in (UndefinedBytes if codec == "cp932" else OF_EVERY_CODEC)
]
MARKS: st.SearchStrategy[str] = st.sampled_from(
    [*"? a.*\u20ac\u30fb\ufffd\x80\u4e00\u3042\uac00\uff71\ue000\ue15f\uf8f5\u7db2\u5e74", "\u93bb?"]
)


@st.composite
def nearly_damaged(draw: st.DrawFn) -> str:
    """Draw damage that has been cut, with other characters in it."""
    channel = draw(st.sampled_from(CHANNELS))
    pieces = draw(st.lists(st.one_of(sentences, MARKS), min_size=1, max_size=4))
    text = "".join(damage(piece, channel) if draw(st.booleans()) else piece for piece in pieces)
    begin = draw(st.integers(0, len(text)))
    return text[begin : draw(st.integers(begin, len(text)))] + draw(MARKS)


@given(nearly_damaged(), st.sampled_from([None, *CHANNELS]))
def test_what_is_repaired_can_be_damaged_again(text: str, channel: Channel | None) -> None:
    done = repair(text, Settings(channel=channel))
    assert done.text.count("\n") == text.count("\n")
    for line in done.lines:
        if line.status is not LineStatus.UNRECOVERABLE:
            assert line.channel is not None
            assert damage(line.text, line.channel) == line.original
