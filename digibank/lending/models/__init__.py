"""The nouns of lending, one file for each part of it."""

from digibank.lending.models.along import Connection, Quiet
from digibank.lending.models.bookings import Occupancy, OccupancyQuerySet, Reservation
from digibank.lending.models.eligibilities import DECIDES, Eligibility, Ground
from digibank.lending.models.events import Incident, IncidentQuerySet, LateDecision, Swap
from digibank.lending.models.loans import (
    LENDS,
    Agreement,
    AgreementText,
    Loan,
    LoanQuerySet,
    Part,
    Renewal,
)
from digibank.lending.models.money import ASKS, CashClosing, CashMove, Claim, Payment, Waiver
from digibank.lending.models.requests import (
    WEIGHS,
    LoanRequest,
    LoanRequestQuerySet,
    NeedCriterion,
    Offer,
    Skip,
)
from digibank.lending.models.sets import SetLoan
from digibank.lending.models.terms import LONGEST, Policy, Product, Term
from digibank.lending.models.visits import SlotRule, Visit, VisitLine

__all__ = [
    "ASKS",
    "CashClosing",
    "CashMove",
    "Claim",
    "Connection",
    "LateDecision",
    "Payment",
    "Waiver",
    "DECIDES",
    "LENDS",
    "LONGEST",
    "WEIGHS",
    "Agreement",
    "AgreementText",
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
    "Quiet",
    "Renewal",
    "Reservation",
    "SetLoan",
    "Skip",
    "SlotRule",
    "Swap",
    "Term",
    "Visit",
    "VisitLine",
]
