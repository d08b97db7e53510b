"""Why an address cannot be answered."""

from collections.abc import Sequence

from crawler.errors import PaperstandError


class AddressError(PaperstandError):
    """An address that cannot be answered.

    status: 400 where it makes no sense, 404 where it names what does not exist, 414 where it is too long.
    suggestions: paths that may have been meant.
    """

    def __init__(self, message: str, *, status: int = 400, suggestions: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.suggestions = tuple(suggestions)


def shortened(text: str, most: int = 60) -> str:
    """What somebody typed, fit to be repeated in a message: not endless, and nothing in it that cannot be printed."""
    text = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
