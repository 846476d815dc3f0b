"""Which accident did these lines have, if any?"""

from __future__ import annotations

from notefix.detection.scan import scan
from notefix.detection.vote import bare_leads, could_be_bare_leads, vote
from notefix.language_model.model import built_in_model

PLACES = ["la table", "le bureau", "la porte", "le jardin", "la cave", "le toit", "le balcon", "la cour"]

# French words with a letter that is a lead, which stands alone; and Spanish ones in which one lost a soft hyphen.
FRENCH = (
    "c@ble p@te m@le r@le b@tard gr@ce b@ton ch@teau g@teau t@che l@che m@che f@cheux p@le r@teau b@tir t@ter h@te "
    "bl@me cr@ne fl@ner g@cher pl@tre p@leur c@lin inf@me rel@che acari@tre"
)
SPANISH = "d@a pa@s r@o t@o fr@o le@ t@tulo m@nimo l@nea gu@a polic@a"


def test_a_word_that_the_model_lacks_is_no_accident_however_often_it_is_there() -> None:
    lines = [f"Louis appuie sur \u00c9chap avant de fermer {place}." for place in PLACES]
    assert vote(scan("\n".join(lines)), built_in_model) is None


def test_one_sample_of_many_lone_leads_is_no_accident() -> None:
    # A manual of 2,000 lines took 9 seconds, as each of its lines was then weighed for damage.
    words = FRENCH.replace("@", "\u00e2").split(" ")
    lines = [f"Paul parle de {words[i // 15 % len(words)]} dans {PLACES[i % 8]}." for i in range(480)]
    for i, word in enumerate(["\u00c9chap", "\u00c9lfico", "\u00c9tampe"]):
        lines[60 * i] = f"Paul appuie sur {word} avant de fermer {PLACES[i]}."
    text = "\n".join(lines)
    assert could_be_bare_leads(bare_leads(text), built_in_model)
    assert vote(scan(text), built_in_model) is None


def test_all_samples_of_many_lone_leads_are_one() -> None:
    words = SPANISH.replace("@", "\u00c3").split(" ")
    lines = [f"Hoy hay {words[i % 11]} {words[i * 7 % 11]} y {words[i * 5 % 11]}, creo." for i in range(480)]
    found = vote(scan("\n".join(lines)), built_in_model)
    assert found is not None
    assert found.established
