"""What is left out of a search for readings is what nobody writes."""

from __future__ import annotations

from notefix.channels.inverse import _is_plausible, _may_be_plausible


def test_what_people_write_may_begin_as_it_does() -> None:
    for number in range(0x800, 0x110000):
        if not 0xD800 <= number <= 0xDFFF and _is_plausible(chr(number)):
            data = chr(number).encode()
            assert all(_may_be_plausible(data[:end], len(data) - end) for end in range(2, len(data)))
