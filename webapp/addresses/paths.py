"""The path after `/arxiv/`, which names categories or papers."""

import re
from datetime import date

from flask_babel import gettext

from webapp.addresses.categories import CategoryExpression, read_categories
from webapp.addresses.errors import AddressError
from webapp.addresses.papers import MIXED, PaperSelection, read_papers

_LONGEST = 8_000  # characters; beyond what browsers and servers agree to carry in a path


def read_path(text: str, newest: date) -> CategoryExpression | PaperSelection:
    """What the path after `/arxiv/` names, in canonical form: `str()` of the answer is the address to redirect to if it differs.

    text: percent-decoded.   newest: the newest announcement day there can be, which bounds the months of identifiers.
    Raises AddressError: 400 for a mix of categories and papers, nothing named, or too many; 404 for an unknown category
    or an impossible identifier; 414 for an endless text.
    """
    if len(text) > _LONGEST:
        raise AddressError(
            gettext(
                "This address is longer than %(number)s characters; ask for fewer at a time.", number=f"{_LONGEST:,}"
            ),
            status=414,
        )
    text = text.strip("/")
    tokens = [token for token in re.split(r"[,+\s]+", text) if token]
    if not tokens:
        raise AddressError(
            gettext("This address names no category and no paper; one would be /arxiv/cs.CL or /arxiv/2402.12354.")
        )
    # No category has a digit in its name and no identifier is without one.
    papers = [token for token in tokens if re.search(r"[0-9]", token)]
    if papers and len(papers) < len(tokens):
        raise AddressError(str(MIXED))
    return read_papers(papers, newest) if papers else read_categories(text)
