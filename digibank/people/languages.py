"""Languages that people speak: ISO 639-1, a short list first."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# What is heard most at a desk in Flanders and Brussels.
COMMON = "nl fr en ar tr uk ru pl ro bg es pt it de sq ps fa so ti ur"
SHORT = tuple(COMMON.split())
ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg
    li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or
    os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ALL = tuple(ISO_639_1.split())


@cache
def names_in(spoken: str) -> dict[str, str]:
    """Code -> name of the language in the language `spoken`, as CLDR has it."""
    known = Locale.parse(spoken).languages
    return {code: str(known.get(code, code)) for code in ALL}


def name_of(code: str) -> str:
    """What the reader calls the language `code`."""
    return names_in((get_language() or "nl")[:2]).get(code, code)


def choices() -> list[tuple[str, str]]:
    """(code, name): the short list, then all others by name."""
    names = names_in((get_language() or "nl")[:2])
    rest = sorted((code for code in ALL if code not in SHORT), key=lambda code: names[code])
    return [(code, names[code]) for code in (*SHORT, *rest)]
