"""Damage that was lower-cased or upper-cased afterwards, and what only looks so."""

from __future__ import annotations

import pytest

from notefix import LineStatus, Settings, damage, repair

CHINESE = "邻居家的小猫昨天跑丢了，今天早上自己回来了。它的爪子上全是泥，好像在外面玩得很开心。"
FRENCH = "la rivière déborde, et le pont est fermé."


@pytest.mark.parametrize(
    "channel", ["cp1252 case=lower", "cp1251 case=lower", "cp1254 case=upper", "latin-1 case=upper"]
)
def test_a_line_alone_shows_it(channel: str) -> None:
    done = repair(damage(CHINESE, channel))
    assert (done.text, str(done.channel)) == (CHINESE, channel)
    assert done.lines[0].status is not LineStatus.REPAIRED


def test_it_is_found_by_the_lines_together() -> None:
    text = "\n".join([FRENCH, "on n’a prévenu ni les élèves, ni leurs parents.", "l’eau monte très vite."])
    done = repair(damage(text, "cp1252 case=lower"))
    assert (done.text, str(done.channel)) == (text, "cp1252 case=lower")
    assert {line.status for line in done.lines} == {LineStatus.RESTORED}


def test_no_folding_is_claimed_where_capitals_stand() -> None:
    # Every letter of the first line is small by chance; the second shows that capitals were kept.
    text = "中文\n" + CHINESE
    done = repair(damage(text, "cp1252"))
    assert (done.text, str(done.channel)) == (text, "cp1252")
    assert {line.status for line in done.lines} == {LineStatus.REPAIRED}


def test_capitals_that_were_damaged_are_no_folding() -> None:
    text = "LA FORÊT BRÛLE, ET L’ÉTÉ NE FAIT QUE COMMENCER.\nÀ CÔTÉ, LA RIVIÈRE EST À SEC."
    done = repair(damage(text, "cp1252"))
    assert (done.text, str(done.channel)) == (text, "cp1252")
    assert {line.status for line in done.lines} == {LineStatus.REPAIRED}


@pytest.mark.parametrize("text", ["Déjà vu", "Été à Évry", "Привет, мир", CHINESE])
@pytest.mark.parametrize("channel", ["cp1252 case=lower", "cp1252 case=upper", "cp1251 -undefined case=lower"])
def test_a_stated_channel_is_undone_and_proved(text: str, channel: str) -> None:
    damaged = damage(text, channel)
    done = repair(damaged, Settings(channel=channel))
    (line,) = done.lines
    assert line.channel is not None
    assert damage(done.text, line.channel) == damaged
    assert line.status is not LineStatus.REPAIRED


def test_a_line_with_capitals_did_not_come_through_a_stated_folding() -> None:
    done = repair("D\u00e3\u00a9j\u00e3\u00a0 vu", Settings(channel="cp1252 case=lower"))
    assert not done.changed
    assert done.lines[0].status is LineStatus.UNRECOVERABLE


def test_clean_small_letters_beside_it_stay() -> None:
    clean = "« le café est fermé », dit zoé ; “à demain…” répondit l’“élève” très gâté."
    damaged = FRENCH + "\npersonne n’a prévenu les élèves."
    done = repair(damage(damaged, "cp1252 case=lower") + "\n" + clean)
    assert done.text == damaged + "\n" + clean


def test_stars_without_their_last_byte_are_no_soft_hyphens() -> None:
    line = "\u00e2\u00ad\u00e2\u00ad\u00e2\u00ad great"
    repaired = repair(line)
    assert "\u00ad" not in repaired.text.replace("\u00e2\u00ad", "")
    assert [found.status for found in repaired.lines] != [LineStatus.RESTORED]
