"""What a reader likes, learned from the reader's own marks alone. Pure: no database, no network.

A paper is its `features`; `learning` makes a profile of marked papers and of what the reader says by word; `ordering` puts
papers in the profile's order and says why. The model is linear (Rocchio's), so that every weight can be shown and corrected.
"""

from webapp.taste.features import Features, features_of, term_of
from webapp.taste.learning import Evidence, Profile, Said, Wishes, learn
from webapp.taste.ordering import Ordered, order, weigh

__all__ = [
    "Evidence",
    "Features",
    "Ordered",
    "Profile",
    "Said",
    "Wishes",
    "features_of",
    "learn",
    "order",
    "term_of",
    "weigh",
]
