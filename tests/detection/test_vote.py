"""Which accident did these lines have, if any?"""

from __future__ import annotations

from notefix.detection.scan import scan
from notefix.detection.vote import bare_leads, could_be_bare_leads, vote
from notefix.language_model.model import built_in_model

PLACES = "la table;le bureau;la porte;le jardin;la cave;le toit;le balcon;la cour".split(";")


def sentences(count: int, key_in: int) -> str:
    """Return lines in French with a lone lead each; in one of so many it is that of a word that the model lacks."""
    return "\n".join(
        f"Louis appuie sur \u00c9chap avant de fermer {PLACES[i % 8]}."
        if i % key_in == 0
        else f"Marie pose un c\u00e2ble rouge sur {PLACES[i % 8]}, puis un autre."
        for i in range(count)
    )


def test_one_sample_of_many_lone_leads_is_no_accident() -> None:
    # A manual of 2,000 lines took 9 seconds, as each of its lines was then weighed for damage.
    text = sentences(480, 12)
    assert could_be_bare_leads(bare_leads(text), built_in_model)
    assert vote(scan(text), built_in_model) is None


def test_all_samples_of_many_lone_leads_are_one() -> None:
    found = vote(scan("\n".join(f"Il a d\u00c3 partir vers {PLACES[i % 8]}." for i in range(480))), built_in_model)
    assert found is not None
    assert found.established
