"""The nouns of lending, one file for each part of it."""

from digibank.lending.models.bookings import Occupancy, OccupancyQuerySet, Reservation
from digibank.lending.models.loans import (
    LENDS,
    LONGEST,
    Agreement,
    Eligibility,
    Loan,
    LoanQuerySet,
    Part,
    Policy,
    Renewal,
)

__all__ = [
    "LENDS",
    "LONGEST",
    "Agreement",
    "Eligibility",
    "Loan",
    "LoanQuerySet",
    "Occupancy",
    "OccupancyQuerySet",
    "Part",
    "Policy",
    "Renewal",
    "Reservation",
]
