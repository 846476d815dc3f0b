"""The model file: one header, then flat arrays, read in place.

All numbers are little-endian. A context is a node of a tree over the characters *before* a position, the nearest
one first, so that the longest known context is found by walking away from the position and stopping. Each node
has its children (contexts longer by one) and its successors (characters seen after it), both sorted by identifier
and both as a range in a flat array.

    header        see HEADER
    code_points   u32  one a character; its place is the character's identifier
    node_children u32  one a node and one more: where its children begin in the node arrays
    node_successors u32  one a node and one more: where its successors begin
    node_characters u16  the character by which a node is longer than its parent
    successors    u16  identifiers
    unigram_costs u8   one a character
    node_backoffs u8   one a node
    successor_costs u8

Costs are nats times COST_SCALE, rounded, at most 255; backoffs likewise with BACKOFF_SCALE.
"""

from __future__ import annotations

import struct

__all__ = ["BACKOFF_SCALE", "COST_SCALE", "HEADER", "LINE_END", "MAGIC", "SECTIONS", "UNKNOWN", "VERSION"]

MAGIC = b"notefix-lm\r\n\x1a\n\0\0"
VERSION = 1
# magic, version, order, characters, nodes, successors, CRC-32 of all that follows the header
HEADER = struct.Struct("<16sIIIIII24x")

COST_SCALE = 14.0
BACKOFF_SCALE = 28.0

UNKNOWN = 0
LINE_END = 1

# name, type code of `array` and `memoryview.cast`, which count of the header, how many more than that
SECTIONS = (
    ("code_points", "I", "characters", 0),
    ("node_children", "I", "nodes", 1),
    ("node_successors", "I", "nodes", 1),
    ("node_characters", "H", "nodes", 0),
    ("successors", "H", "successors", 0),
    ("unigram_costs", "B", "characters", 0),
    ("node_backoffs", "B", "nodes", 0),
    ("successor_costs", "B", "successors", 0),
)
