"""The table of signs of life of what runs all the time."""

from sqlalchemy import Table

from makegood.store.columns import METADATA, moment, word, words

SIGN_OF_LIFE = Table("sign_of_life", METADATA, word("name"), moment("at"), words("detail"))
"""When each round was last walked, and how that ended; the doctor reads it."""
