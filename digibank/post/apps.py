from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from digibank.ui import happenings, navigation, panels, subjects, tasks, worklist

# Models exist only once the rooms are ready, so the imports below cannot stand on top.


class PostConfig(AppConfig):
    name = "digibank.post"

    def ready(self) -> None:
        check_settings()
        know_who_and_why()
        work()
        show()


def check_settings() -> None:
    """A wrong setting stops the program, before anything waits for it in vain."""
    from digibank.post.carriers import gateway, mailbox, mailer  # noqa: PLC0415

    mailer.checked()
    gateway.checked()
    if settings.MAIL_BOX:
        mailbox.checked(settings.MAIL_BOX)


def know_who_and_why() -> None:
    from digibank.network import announcing  # noqa: PLC0415
    from digibank.network.models import Invitation, Organisation  # noqa: PLC0415
    from digibank.people.models import Person  # noqa: PLC0415
    from digibank.post import addressees, invitations, purposes, recipients  # noqa: PLC0415

    recipients.add(Person, addressees.persons)
    recipients.add(Organisation, addressees.organisations)
    recipients.add(Invitation, addressees.invitations)
    purposes.add(invitations.INVITED)
    purposes.add(purposes.TOGETHER)
    announcing.add(invitations.invited)


def work() -> None:
    from digibank.post import tasks as chores  # noqa: PLC0415

    for name, run, seconds in (
        ("messages: gather", chores.gather_some, 2),
        ("messages: mail", chores.mail_some, 2),
        ("messages: SMS", chores.text_some, 2),
        ("messages: returned mail", chores.fetch_returned, 60),
        ("messages: look again", chores.sift, 300),
    ):
        tasks.add(tasks.Chore(name, run, seconds, lane="messages"))


def show() -> None:
    from digibank.people.models import Person  # noqa: PLC0415
    from digibank.post import forgetting, queries, rules  # noqa: PLC0415
    from digibank.post.panels import calls, messages_happened, messages_of_person  # noqa: PLC0415

    panels.add(Person, messages_of_person)
    happenings.add(Person, messages_happened)
    subjects.add_exporter("post", _("Messages"), queries.held_about)
    subjects.add_eraser("post", forgetting.forget)
    worklist.add(
        worklist.Source(_("To call"), _("Nobody to call."), rules.can_call, calls, order=30)
    )
    for words, icon, url, rule, order in (
        (_("To call"), "phone", "post:call_list", rules.can_call, 44),
        (_("Messages"), "mail", "post:outbox", rules.can_see_outbox, 45),
    ):
        navigation.add(navigation.Entry(_("Desk"), words, icon, url, rule, order, on_phone=False))
