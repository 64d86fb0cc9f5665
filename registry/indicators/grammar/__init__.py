"""The value grammar: a requirement cell of a Chinese product standard to a `Requirement`.

Read in this order: `parsing.py` (the entry), `characters.py` and `lexing.py` (text to elements), `arranging.py` (signs,
words, brackets), `sentence.py` (segments, conditions), `measures.py` (the shapes that are a requirement), `grades.py`,
`brackets.py`, `named.py` (cells of words), `heading.py` (what name and unit column say), `messages.py` (findings).

A cell is cut into elements of a few kinds, and the kinds written as letters are its shape: `CN` is a comparator before a
measure. Only listed shapes are read; everything else stays text. Every pass is linear in the text.
"""

from registry.indicators.grammar.parsing import parse

__all__ = ["parse"]
