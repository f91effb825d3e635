"""The nouns of lending, one file for each part of it."""

from digibank.lending.models.bookings import Occupancy, OccupancyQuerySet, Reservation
from digibank.lending.models.events import Incident, IncidentQuerySet, Swap
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
from digibank.lending.models.requests import (
    WEIGHS,
    LoanRequest,
    LoanRequestQuerySet,
    NeedCriterion,
    Offer,
    Skip,
)

__all__ = [
    "LENDS",
    "LONGEST",
    "WEIGHS",
    "Agreement",
    "Eligibility",
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
    "Renewal",
    "Reservation",
    "Skip",
    "Swap",
]
