"""Turning figures into words: every number in a sentence of the notebooks is printed here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from evidence.markup import one_line
from evidence.people import PeopleCount

NUMBER_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
LONGEST_SLUG = 60  # characters; the name of a file has room for 255 bytes
MOST_NAMES = 12  # longer lists of names are cut, so that a sentence stays one
MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"


def number(value: float) -> str:
    """A number as printed in running text: thousands apart, no trailing zeros, a true minus sign."""
    if value == int(value):
        text = f"{int(value):,}".replace(",", THIN)
    elif abs(value) < 0.01:
        text = np.format_float_positional(value, precision=2, fractional=False, trim="-")  # never 0 where it is not
    else:
        text = f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", THIN)
    return text.replace("-", MINUS)


def printed(value: float) -> str:
    """A figure of a source with every digit that it has."""
    whole, _, decimals = np.format_float_positional(value, trim="-").partition(".")
    text = f"{int(whole):,}".replace(",", THIN) if whole not in ("-0", "0") else whole
    return (f"{text}.{decimals}" if decimals else text).replace("-", MINUS)


def count(n: int, noun: str, plural: str | None = None) -> str:
    """``count(1, "study")`` is 'one study', ``count(0, "study")`` 'no study'; above ten there are figures."""
    word = NUMBER_WORDS[n] if 0 <= n < len(NUMBER_WORDS) else number(n)
    return f"{word} {noun if n <= 1 else plural or plural_of(noun)}"


def part(n: int, whole: int, noun: str, plural: str | None = None) -> str:
    """A part of a whole, right for small ones too; the verb that follows is that of `verb(n, ...)`.

    >>> [part(n, 5, "use") for n in (0, 1, 3, 5)]
    ['none of 5 uses', '1 of 5 uses', '3 of 5 uses', 'all 5 uses']
    >>> [part(0, 0, "use"), part(0, 1, "use"), part(1, 1, "use")]
    ['no use', 'no use', 'the only use']
    """
    if whole <= 1:
        return f"the only {noun}" if n else f"no {noun}"
    nouns = f"{number(whole)} {plural or plural_of(noun)}"
    return f"none of {nouns}" if n == 0 else f"all {nouns}" if n == whole else f"{number(n)} of {nouns}"


def verb(n: int, singular: str, plural: str) -> str:
    """The verb after `count` or `part`: 'no use rests', 'one use rests', 'two uses rest'.

    >>> [verb(n, "rests", "rest") for n in (0, 1, 2)]
    ['rests', 'rests', 'rest']
    """
    return singular if n <= 1 else plural


def plural_of(noun: str) -> str:
    """The regular English plural."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def join(parts: Iterable[str], word: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}" if parts else ""


def names(values: Iterable[str], *, total: int | None = None) -> str:
    """The names joined as words; of a long list the first ones and how many more there are.

    ``total`` is the length of the list where ``values`` holds only its beginning.
    """
    values = list(values)
    total = len(values) if total is None else total
    if total <= MOST_NAMES:
        return join(values)
    return join([*values[: MOST_NAMES - 1], f"{number(total - MOST_NAMES + 1)} more"])


def sentence(text: str) -> str:
    """The text with a capital first letter and one full stop."""
    text = one_line(text.strip())
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", ":")) else ".")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Name → a name for files and addresses in a-z, 0-9 and hyphens; the number of the name where its letters give none or one that
    stands already.

    >>> slugs(["Muscles and nerves", "<b>", "Muscles & nerves", "Séjour"])
    {'Muscles and nerves': 'muscles-and-nerves', '<b>': 'b', 'Muscles & nerves': 'muscles-nerves', 'Séjour': 'sejour'}
    """
    found: dict[str, str] = {}
    for place, name in enumerate(dict.fromkeys(names), start=1):
        letters = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
        slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
        short = slug[:LONGEST_SLUG].strip("-")
        taken = set(found.values())
        found[name] = short if short and short == slug and short not in taken else f"{short}-{place}".strip("-")
        while found[name] in taken:
            found[name] += "-again"
    return found


def share(value: float | None) -> str:
    """A share in [0, 1] to two decimals without the leading zero, as in vote counts; '–' where there is none."""
    return "–" if value is None or pd.isna(value) else f"{value:.2f}"


def interval(low: float | None, high: float | None) -> str:
    """'0.55 to 0.95', or '–' where there is none."""
    return "–" if low is None or pd.isna(low) else f"{low:.2f} to {high:.2f}"


def percent(share: float) -> str:
    """A share in [0, 1] as a whole percentage, with a tenth at the very ends."""
    if 0 < share < 0.0005 or 0.9995 <= share < 1:  # no 0 % and no 100 % where it is not
        return "< 0.1 %" if share < 0.5 else "> 99.9 %"
    digits = 1 if 0 < share <= 0.005 or 0.995 <= share < 1 else 0
    return f"{100 * share:.{digits}f} %"


def percents(low: float, high: float) -> str:
    """'53 % to 89 %'; one percentage where both print the same."""
    return percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"


def p_value(value: float | None) -> str:
    """A P value to three decimals; below .001 as '< 0.001'; '–' where there is none."""
    if value is None or pd.isna(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def people(found: PeopleCount) -> str:
    """'60 people', 'about 300 people', '28 to 56 people', 'number of people not stated', and who gives none beside others."""
    if not found.known:
        return "number of people not stated"
    figure = number(found.low) if found.low == found.high else f"{number(found.low)} to {number(found.high)}"
    noun = "person" if found.low == found.high == 1 else "people"
    about = "about " if found.approximate else ""
    unknown = f" and {count(found.not_stated, 'study set')} that gives no number" if found.not_stated == 1 else ""
    if found.not_stated > 1:
        unknown = f" and {count(found.not_stated, 'study set')} that give no number"
    return f"{about}{figure} {noun}{unknown}"


def duration(low: float | None, high: float | None, unit: str | None) -> str:
    """A duration in the unit of the source: '10 days', '2 to 12 weeks', '5 years or more', 'up to 3 days', 'not stated' where there is none."""
    if low is None or pd.isna(low):
        return "not stated" if high is None or pd.isna(high) else f"up to {duration(high, high, unit)}"
    noun = str(unit)[:-1] if low == 1 and (pd.isna(high) or high == 1) else str(unit)
    if pd.isna(high):
        return f"{number(low)} {noun} or more"
    return f"{number(low)} {noun}" if low == high else f"{number(low)} to {number(high)} {noun}"


def listed(values: Sequence[object]) -> str:
    """Distinct values in order of appearance, joined as words; 'none' when there is none."""
    distinct = [str(value) for value in pd.unique(pd.Series(values, dtype="object").dropna())]
    return join(distinct) or "none"
