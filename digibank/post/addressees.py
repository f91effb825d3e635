"""Addressees: the recipients whose rooms lie below this one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import phonenumbers

from digibank.network.models import Invitation, Organisation, Partnership
from digibank.network.territory import municipalities
from digibank.people.models import Person
from digibank.post.models import Channel
from digibank.post.recipients import Reach

WANTED = {
    Person.Channel.PHONE: Channel.CALL,
    Person.Channel.SMS: Channel.SMS,
    Person.Channel.LETTER: Channel.LETTER,
    Person.Channel.EMAIL: Channel.EMAIL,
    Person.Channel.HELPER: Channel.CALL,
    Person.Channel.NONE: Channel.DESK,
}


def persons(keys: Collection[int]) -> Mapping[int, Reach]:
    """How to reach persons; who is erased is not there any more."""
    rows = list(Person.objects.filter(pk__in=keys, erased_at=None).select_related("referrer"))
    sent = {row.referrer_id for row in rows if row.channel == Person.Channel.REFERRER}
    partners = Partnership.objects.current().filter(organisation__in=sent) if sent else ()
    pairs = {(one.digibank_id, one.organisation_id) for one in partners}
    return {
        row.pk: reach_of_person(row, by_partner=(row.digibank_id, row.referrer_id) in pairs)
        for row in rows
    }


def reach_of_person(person: Person, *, by_partner: bool) -> Reach:
    """A person by the way they chose: themselves, their helper, or who sent them here while that
    organisation is a partner."""
    own = kept(
        {
            Channel.EMAIL: person.email.lower(),
            Channel.SMS: person.phone,
            Channel.CALL: person.phone,
            Channel.LETTER: postal(person.street, person.postcode, person.refnis),
        }
    )
    wanted = WANTED.get(Person.Channel(person.channel), Channel.DESK)
    reach = Reach(str(person), person.given_name, person.language, wanted, own)
    if person.channel == Person.Channel.REFERRER and not by_partner:
        return replace(reach, channel="")
    if person.channel == Person.Channel.REFERRER and person.referrer:
        theirs = reach_of_organisation(person.referrer)
        return replace(theirs, name=reach.name, first_name=reach.first_name, through=theirs.name)
    if person.channel == Person.Channel.HELPER:
        number = number_in(person.helper) or person.helper
        return replace(reach, addresses=own | {Channel.CALL: number}, through=person.helper)
    return reach


def number_in(text: str) -> str:
    """The first telephone number in `text` as E.164; "" when there is none."""
    found = next(iter(phonenumbers.PhoneNumberMatcher(text, "BE")), None)
    form = phonenumbers.PhoneNumberFormat.E164
    return phonenumbers.format_number(found.number, form) if found else ""


def postal(street: str, postcode: str, refnis: str) -> str:
    """Street and town on two lines; "" when a letter would not arrive."""
    town = municipalities().get(refnis, "")
    return f"{street}\n{postcode} {town}".strip() if street and postcode else ""


def kept(addresses: Mapping[str, str]) -> dict[str, str]:
    return {channel: address for channel, address in addresses.items() if address}


def organisations(keys: Collection[int]) -> Mapping[int, Reach]:
    """How to reach organisations."""
    return {row.pk: reach_of_organisation(row) for row in Organisation.objects.filter(pk__in=keys)}


def reach_of_organisation(organisation: Organisation) -> Reach:
    """An organisation by mail when it has an address for that, else by phone, else on paper."""
    one = organisation
    addresses = kept(
        {
            Channel.EMAIL: one.email.lower(),
            Channel.CALL: one.phone,
            Channel.LETTER: postal(one.street, one.postcode, one.refnis),
        }
    )
    return Reach(
        one.name,
        one.contact or one.name,
        channel=next(iter(addresses), ""),
        addresses=addresses,
        can_come=False,
    )


def invitations(keys: Collection[int]) -> Mapping[int, Reach]:
    """How to reach invited people: by mail alone, because the code would not survive a phone."""
    rows = Invitation.objects.filter(pk__in=keys)
    return {row.pk: reach_of_invitation(row) for row in rows}


def reach_of_invitation(invitation: Invitation) -> Reach:
    name, email = invitation.name, invitation.email
    first = re.split(r"\s", name, maxsplit=1)[0]
    return Reach(
        name,
        first,
        language=invitation.invited_by.language,
        channel=Channel.EMAIL,
        addresses=kept({Channel.EMAIL: email.lower()}),
        can_come=False,
    )
