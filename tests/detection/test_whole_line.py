"""Lines that were misread in pairs, judged by the file."""

from __future__ import annotations

from notefix import damage, repair

CHANNEL = "gbk undefined=U+FFFD"
DASHES = (
    "He left \u2013 late.",
    "She stayed \u2013 of course.",
    "They ate \u2013 slowly.",
    "We slept \u2013 at last.",
    "It rained \u2013 again.",
)


def test_a_guess_in_doubt_stays_where_the_file_is_the_witness() -> None:
    """Weighed a second time, a line is still one of a file that was misread in pairs."""
    arrived = [damage(line, CHANNEL) for line in DASHES]
    done = repair("\n".join(arrived))
    assert [line.number for line in done.lines if line.channel] == [1, 2, 3, 4, 5]
