"""How much of each paper a list shows: `density=titles`, `keywords` or `abstracts`, on any page with cards."""

from enum import StrEnum

from flask_babel import gettext

from webapp.addresses.errors import AddressError, shortened


class Density(StrEnum):
    """How much of each paper a list shows."""

    TITLES = "titles"
    KEYWORDS = "keywords"  # titles, authors, the gist and the keywords
    ABSTRACTS = "abstracts"


def read_density(text: str) -> Density | None:
    """The density that `density=` names; None where it is empty: then it is as the reader has it. Raises AddressError (400)."""
    if not text:
        return None
    try:
        return Density(text.lower())
    except ValueError:
        raise AddressError(
            gettext(
                "Lists cannot be shown with “%(density)s”; there are density=titles, density=keywords (with the gist"
                " and keywords) and density=abstracts.",
                density=shortened(text),
            )
        ) from None
