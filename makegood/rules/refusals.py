"""The refusal of a command by a rule: said to the person who gave it, and without any effect."""


class Refused(Exception):
    """A rule says no. `code` is stable for programs; the text tells a person why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
