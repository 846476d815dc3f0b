"""The seven invariants of repair, on every channel of the registry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notefix import Channel, LineStatus, Repair, Settings, damage, repair
from notefix.channels.channel import LetterCase
from notefix.channels.registry import registered_channels
from notefix.lines import split_lines
from tests.properties.strategies import OTHER_CHANNELS, SENTENCES, any_text, channels, damaged_texts, garbage, sentences

# Each repairs a text several times over: with so many examples they take a third of the time of all tests.
slow = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def check_account(original: str, done: Repair) -> None:
    """Replay, lines, local, honest: all that must hold of any repair of any text."""
    before, after = split_lines(original), split_lines(done.text)
    assert [line.ending for line in before] == [line.ending for line in after]
    accounted = {line.number: line for line in done.lines}
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        line = accounted.get(number)
        if line is None:
            assert old.text == new.text
            continue
        assert line.original == old.text
        assert line.text == new.text
        if line.status is LineStatus.UNRECOVERABLE:
            assert old.text == new.text
            continue
        assert line.channel is not None
        assert damage(line.text, line.channel) == line.original
        assert line.text != line.original
        folded = any(layer.case is not LetterCase.KEPT for layer in line.channel.layers)  # its capitals are lost
        assert (line.status is LineStatus.REPAIRED) == (not line.restored and not folded)
        assert (line.status is LineStatus.UNCERTAIN) == any(c.probability < 0.99 for c in line.restored)
        for character in line.restored:
            assert line.text[character.column - 1] == character.text
            probabilities = [p for _, p in character.alternatives]
            assert probabilities == sorted(probabilities, reverse=True)
            assert character.probability + sum(probabilities) < 1.001
            assert len(character.alternatives) <= 5
    assert done.changed == (done.text != original)
    assert len(done.findings) == len(done.lines)


@pytest.mark.parametrize("channel", registered_channels(), ids=str)
def test_every_channel_replays_and_comes_to_rest(channel: Channel) -> None:
    # Every third sentence, another third for the next channel: all of them meet every codec. Without control characters
    # half of all bytes are lost, so that the search takes ten times as long: every ninth.
    share = 9 if any(layer.strip_c1 for layer in channel.layers) else 3
    part = registered_channels().index(channel) % share
    text = "\n".join(damage(sentence, channel) for sentence in SENTENCES[part::share])
    done = repair(text)
    check_account(text, done)
    assert repair(done.text).text == done.text


@pytest.mark.parametrize("channel", OTHER_CHANNELS, ids=str)
def test_every_other_channel_replays_and_comes_to_rest(channel: Channel) -> None:
    for part in range(2):
        text = "\n".join(damage(sentence, channel) for sentence in SENTENCES[part::2])
        done = repair(text)
        check_account(text, done)
        assert repair(done.text).text == done.text


@pytest.mark.parametrize("channel", OTHER_CHANNELS, ids=str)
def test_every_other_channel_replays_where_it_is_stated(channel: Channel) -> None:
    text = "\n".join(damage(sentence, channel) for sentence in SENTENCES[::3])
    done = repair(text, Settings(channel=channel))
    check_account(text, done)
    assert repair(done.text, Settings(channel=channel)).text == done.text


@slow
@given(damaged_texts())
def test_damaged_text_is_accounted_for_and_comes_to_rest(drawn: tuple[str, str, Channel]) -> None:
    _, damaged, _ = drawn
    done = repair(damaged)
    check_account(damaged, done)
    assert repair(done.text).text == done.text


@slow
@given(garbage())
@example("\ud800")
@example("\xc3\xa9\ud800")
@example("\xc3\xa9 \xe9 \xc3\xa9 \xe9")
@example("\x00\xc3\xa9\x00")
@example("\xc3\u0160\x85")
def test_garbage_is_accounted_for_and_comes_to_rest(text: str) -> None:
    done = repair(text)
    check_account(text, done)
    assert repair(done.text).text == done.text


@slow
@given(damaged_texts())
def test_kept_lines_stay_and_the_result_comes_to_rest(drawn: tuple[str, str, Channel]) -> None:
    _, damaged, _ = drawn
    keep = Settings(uncertain="keep")
    done = repair(damaged, keep)
    result = [line.text for line in split_lines(done.text)]
    for line in done.lines:
        if line.status is LineStatus.UNCERTAIN:
            assert result[line.number - 1] == line.original
    assert repair(done.text, keep).text == done.text


@slow
@given(st.lists(sentences, max_size=6))
def test_clean_text_comes_back_as_the_same_object(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert repair(text).text is text


@slow
@given(channels, sentences)
def test_stated_channel_replays(channel: Channel, sentence: str) -> None:
    damaged = damage(sentence, channel)
    done = repair(damaged, Settings(channel=channel))
    check_account(damaged, done)
    assert repair(done.text, Settings(channel=channel)).text == done.text


@slow
@given(damaged_texts())
def test_repair_is_deterministic(drawn: tuple[str, str, Channel]) -> None:
    _, damaged, _ = drawn
    assert repair(damaged) == repair(damaged)


@given(any_text, channels)
def test_damage_keeps_lines_and_ascii(text: str, channel: Channel) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert damage(plain, channel) == plain
    assert damage(text, channel).count("\n") == text.count("\n")


@given(channels, st.frozensets(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), max_size=4))
def test_a_channel_is_its_name(channel: Channel, spared: frozenset[str]) -> None:
    channel = Channel((replace(channel.layers[0], spared=spared, spared_columns=((1, 1), (3, 9))), *channel.layers))
    assert Channel.parse(str(channel)) == channel


@slow
@given(channels, channels, channels, sentences)
def test_a_stated_channel_of_two_layers_comes_to_rest(one: Channel, two: Channel, other: Channel, text: str) -> None:
    damaged = damage(damage(text, one), two)
    for stated in (Channel(one.layers + two.layers), Channel(other.layers + two.layers)):
        done = repair(damaged, Settings(channel=stated))
        check_account(damaged, done)
        assert repair(done.text, Settings(channel=stated)).text == done.text
