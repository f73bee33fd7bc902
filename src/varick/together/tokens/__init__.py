"""Tokens: five to eight composite keys of a case, tolerant of sound, transliteration and order."""

from varick.together.tokens.making import Row, tokens, unique
from varick.together.tokens.recipe import Kind, Recipe

__all__ = ["Kind", "Recipe", "Row", "tokens", "unique"]
