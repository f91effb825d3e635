"""The nouns of lending, one file for each part of it."""

from digibank.lending.models.bookings import Occupancy, OccupancyQuerySet, Reservation
from digibank.lending.models.eligibilities import DECIDES, Eligibility, Ground
from digibank.lending.models.events import Incident, IncidentQuerySet, Swap
from digibank.lending.models.loans import (
    LENDS,
    Agreement,
    Loan,
    LoanQuerySet,
    Part,
    Renewal,
)
from digibank.lending.models.requests import (
    WEIGHS,
    LoanRequest,
    LoanRequestQuerySet,
    NeedCriterion,
    Offer,
    Skip,
)
from digibank.lending.models.terms import LONGEST, Policy, Product, Term

__all__ = [
    "DECIDES",
    "LENDS",
    "LONGEST",
    "WEIGHS",
    "Agreement",
    "Eligibility",
    "Ground",
    "Incident",
    "IncidentQuerySet",
    "Loan",
    "LoanQuerySet",
    "LoanRequest",
    "LoanRequestQuerySet",
    "NeedCriterion",
    "Occupancy",
    "OccupancyQuerySet",
    "Offer",
    "Part",
    "Policy",
    "Product",
    "Renewal",
    "Reservation",
    "Skip",
    "Swap",
    "Term",
]
