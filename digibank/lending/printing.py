"""Printing: the agreement as it was signed, on paper again at will."""

from digibank.lending.models import Loan


def agreement_pdf(loan: Loan) -> bytes:
    """shim"""
    return b"%PDF-"
