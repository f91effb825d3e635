"""What the helpdesk puts on the desk home: questions to do, articles to look at again."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import agenda_queries, article_queries, question_queries, referral_queries
from digibank.guidance.models import Appointment, Article, Question, Referral, Rise
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.templatetags.ui import near
from digibank.ui.worklist import Job, Work, first_of


def question_job(question: Question) -> Job:
    kind, words = question.state
    return Job(
        title=str(question),
        meta=str(question.person or question.theme_name),
        url=question.get_absolute_url(),
        icon=question.icon,
        state=near(question.due_on) if question.due_on else words,
        tag="stop" if question.is_late else kind,
    )


def questions_to_do(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """The questions that wait for this account."""
    rows = question_queries.to_do(account, digibank)
    return first_of(rows, question_job, f"{reverse('guidance:question_list')}?staat=mijn")


def articles_to_review(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """The articles of which the day to look at them has come."""
    rows = article_queries.to_review(account, digibank)
    return first_of(rows, article_job, f"{reverse('guidance:article_list')}?staat=na-te-kijken")


def article_job(article: Article) -> Job:
    return Job(
        title=str(article),
        meta=article.theme_name,
        url=article.get_absolute_url(),
        icon=article.icon,
        state=_("Look at it again"),
        tag="warn",
    )


def appointments_today(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """Who comes today, here or to this account."""
    rows = agenda_queries.of_today(account, digibank, point)
    return first_of(rows, appointment_job, reverse("guidance:appointment_list"))


def appointment_job(one: Appointment) -> Job:
    begins = date_format(localtime(one.begins_at), "H.i")
    return Job(
        title=f"{begins} {one.person}",
        meta=f"{one.theme_name} · {one.helpers}",
        url=one.get_absolute_url(),
        icon=one.icon,
    )


def referrals_to_answer(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What partners sent to us and nobody answered."""
    rows = referral_queries.to_answer(account, digibank)
    return first_of(rows, referral_job, f"{reverse('guidance:referral_list')}?staat=vraag")


def referral_job(one: Referral) -> Job:
    return Job(
        title=one.who,
        meta=f"{one.where} · {one.theme_name}",
        url=one.get_absolute_url(),
        icon="next",
        phone=one.phone,
    )


def rises_unseen(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What rises and no coordinator has seen yet."""
    rows = Rise.objects.visible_to(account).unseen().filter(digibank=digibank)
    rows = rows.select_related("article").order_by("-noticed_at")
    return first_of(rows, rise_job, reverse("guidance:rise_list"))


def rise_job(one: Rise) -> Job:
    words = _("%(count)d times in a week") % {"count": one.count}
    title = str(one.article) if one.article else one.theme_name
    return Job(
        title=title,
        meta=words,
        url=reverse("guidance:rise_list"),
        icon=one.icon,
        state=_("More than usual"),
        tag="warn",
    )
