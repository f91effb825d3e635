from digibank.people import indexing
from digibank.people.models import Person


def make_person(digibank, given_name="An", family_name="Peeters", **facts):
    """A person in the index, as registering leaves one, without the checks of the desk."""
    made = Person.objects.create(
        digibank=digibank, given_name=given_name, family_name=family_name, **facts
    )
    indexing.index(made)
    return made
