"""The model file: one header, then flat arrays, read in place.

All numbers are little-endian. A context is a node of a tree over the characters *before* a position, the nearest
one first, so that the longest known context is found by walking away from the position and stopping. Each node
has its children (contexts longer by one) and its successors (characters seen after it), both sorted by identifier
and both as a range in a flat array. Where a range begins is the sum of the counts before it: of those in the same
block of BLOCK nodes, and one number for all blocks before, which takes a fifth of the room of a number a node.

Digits are counted as 0. A capital letter is counted as its small letter, and a traditional ideograph as the
simplified one; what a character wears of the two has a cost of its own (`case_costs`, `styled_costs`).

    header          see HEADER
    code_points     u32  one a character; its place is the character's identifier
    styled_points   u32  ideographs that are written otherwise elsewhere
    child_blocks    u32  one a block of nodes: how many children the nodes before it have
    successor_blocks u32  one a block of nodes: how many successors the nodes before it have
    styled_bases    u16  the identifier that each is counted as
    node_characters u16  the character by which a node is longer than its parent
    child_counts    u16  one a node; the children of node 0, the empty context, begin at node 1
    successor_counts u16  one a node
    successors      u16  identifiers
    unigram_costs   u8   one a character
    node_backoffs   u8   one a node
    successor_costs u8
    styled_costs    u8   what each styled ideograph costs, given its identifier, in each of STYLES
    case_costs      u8   after each of CASE_CONTEXTS, of each of CASES

Costs are nats times COST_SCALE, rounded, at most 255; backoffs likewise with BACKOFF_SCALE.
"""

from __future__ import annotations

import struct

__all__ = [
    "BACKOFF_SCALE",
    "BLOCK",
    "CASES",
    "CASE_CONTEXTS",
    "COST_SCALE",
    "HEADER",
    "LINE_END",
    "MAGIC",
    "SECTIONS",
    "STYLES",
    "UNKNOWN",
    "VERSION",
    "section_lengths",
]

MAGIC = b"notefix-lm\r\n\x1a\n\0\0"
VERSION = 2
# magic, version, order, characters, styled ideographs, nodes, successors, CRC-32 of all that follows the header
HEADER = struct.Struct("<16sIIIIIII20x")

# A quarter of a nat is finer than the counts behind it: docs/language-model.md.
COST_SCALE = 4.0
BACKOFF_SCALE = 8.0

BLOCK = 32

UNKNOWN = 0
LINE_END = 1

STYLES = ("Hans", "Hant", "Jpan")

# What stands before a letter decides whether it is a capital: see folding.case_context. Letters outside ASCII are no
# part of names such as iPhone, so between small letters they are next to never capitals.
CASES = ("ASCII small", "ASCII capital", "other small", "other capital")
CASE_CONTEXTS = ("line start", "sentence start", "no letter", "caseless", "small", "one capital", "capitals")

# name, type code of `array` and `memoryview.cast`, which length of `section_lengths`
SECTIONS = (
    ("code_points", "I", "characters"),
    ("styled_points", "I", "styled"),
    ("child_blocks", "I", "blocks"),
    ("successor_blocks", "I", "blocks"),
    ("styled_bases", "H", "styled"),
    ("node_characters", "H", "nodes"),
    ("child_counts", "H", "nodes"),
    ("successor_counts", "H", "nodes"),
    ("successors", "H", "successors"),
    ("unigram_costs", "B", "characters"),
    ("node_backoffs", "B", "nodes"),
    ("successor_costs", "B", "successors"),
    ("styled_costs", "B", "styled costs"),
    ("case_costs", "B", "case costs"),
)


def section_lengths(characters: int, styled: int, nodes: int, successors: int) -> dict[str, int]:
    """Return how many numbers there are of each kind that SECTIONS names.

    >>> section_lengths(100, 0, 33, 5)["blocks"]
    2
    """
    return {
        "characters": characters,
        "styled": styled,
        "nodes": nodes,
        "blocks": -(-nodes // BLOCK),
        "successors": successors,
        "styled costs": styled * len(STYLES),
        "case costs": len(CASES) * len(CASE_CONTEXTS),
    }
