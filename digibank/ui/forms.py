import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError
from django.db.models import Model
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from digibank.ui.refusals import TAKEN, is_collision

log = logging.getLogger(__name__)
# What a verb returns: the thing it made or changed, or that with what is shown once: a secret, or
# what it read.
Made = TypeVar("Made", bound=Model | tuple[Model, object])


class Renderer(TemplatesSetting):
    """Forms as our templates draw them; the controls themselves without a template.

    Django draws each option of a list through three templates: a list of thirty took 5 ms. What
    these functions write is the same HTML.
    """

    field_template_name = "ui/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        kind = template_name.removeprefix("django/forms/widgets/").removesuffix(".html")
        if kind == "select":
            return select(context["widget"])
        if kind in INPUTS:
            return control(context["widget"])
        return super().render(template_name, context, request)


INPUTS = frozenset(
    {"input", "text", "number", "email", "hidden", "password", "date", "checkbox"}
    | {"radio_option", "checkbox_option"}
)


def flat(attrs: dict[str, Any]) -> SafeString:
    """Attributes as HTML: nothing for False, the name alone for True."""
    known = [(name, value) for name, value in attrs.items() if value is not False]
    alone = [(name,) for name, value in known if value is True]
    valued = [(name, str(value)) for name, value in known if value is not True]
    return format_html_join("", ' {}="{}"', valued) + format_html_join("", " {}", alone)


def control(widget: dict[str, Any]) -> SafeString:
    """An input that `widget` describes."""
    value = widget["value"]
    given = format_html(' value="{}"', str(value)) if value is not None else ""
    words = (widget["type"], widget["name"], given, flat(widget["attrs"]))
    return format_html('<input type="{}" name="{}"{}{}>', *words)


def select(widget: dict[str, Any]) -> SafeString:
    """A list that `widget` describes, with its groups."""
    parts = []
    for group, options, _index in widget["optgroups"]:
        drawn = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((str(one["value"]), flat(one["attrs"]), one["label"]) for one in options),
        )
        parts.append(
            format_html('<optgroup label="{}">{}</optgroup>', group, drawn) if group else drawn
        )
    words = (widget["name"], flat(widget["attrs"]), mark_safe("".join(parts)))  # noqa: S308 each part is escaped above
    return format_html('<select name="{}"{}>{}</select>', *words)


class Form(forms.Form):
    """Text in, typed values out; then it tries a verb on them."""

    required_css_class = ""
    use_required_attribute = False  # the server says what is missing, in a sentence

    def attempt(self, verb: Callable[..., Made], **given: object) -> Made | None:
        """What `verb` made of the cleaned input, or None with its refusal on this form."""
        try:
            return verb(**{**self.cleaned_data, **given})
        except ValidationError as refusal:
            self.show(refusal)
        except DatabaseError as collision:
            if not is_collision(collision):
                raise
            # The verb saw nothing, the constraint did: for the visitor that is the same story.
            # For us it is not: a verb that locks what it reads would have seen it.
            log.warning("%s: %s", verb.__name__, type(collision).__name__)
            self.show(ValidationError(_("Somebody else was first."), code=TAKEN))
        return None

    def show(self, refusal: ValidationError) -> None:
        """Put each sentence at its field, or above the form when the field is not on it."""
        for field, errors in refusal.update_error_dict({}).items():
            self.add_error(field if field in self.fields else None, ValidationError(errors))

    @property
    def status(self) -> int:
        """What a page with this form answers: 409 when somebody was first, 422 when refused."""
        if not self.is_bound or self.is_valid():
            return 200
        return 409 if self.has_error(NON_FIELD_ERRORS, TAKEN) else 422


class SeenForm(Form):
    """A form that remembers which version was looked at, so that nobody overwrites unseen.

    Whoever comes second sees what they typed beside who was first; a second try counts.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:  # noqa: ANN401 Django's
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version = version

    def show(self, refusal: ValidationError) -> None:
        super().show(refusal)
        if self.has_error(NON_FIELD_ERRORS, TAKEN):
            data: Any = self.data  # a QueryDict
            data = data.copy()
            data["seen"] = self.version
            self.data = data


class SignPad(forms.HiddenInput):
    """A box to sign in; what it sends is read by `paper.signatures`. Load `ui/js/sign-pad.js`.

    Without script it stays hidden: beside it the form always offers to sign on paper.
    """

    template_name = "ui/sign_pad.html"


class ModelForm(forms.ModelForm, Form):  # type: ignore[type-arg]
    """A form whose fields come from a model. It never saves: verbs do."""

    def _post_clean(self) -> None:
        """Leave the model's own checks to the verb, where every door passes them."""

    def save(self, commit: bool = True) -> Model:
        raise NotImplementedError("A verb saves.")
