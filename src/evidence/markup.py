"""Markdown in which only the program's own words can be markup.

A sentence joins our words with words from the data. The marks for strong, emphasised and linked words are therefore characters that no data
may hold: Unicode keeps U+FDD0–U+FDEF for a program's own use, and the loader refuses them in tables and codebook. When a text
is turned into Markdown, everything else that Markdown or HTML would obey is written so that it is shown as it stands.
"""

from __future__ import annotations

import re

STRONG, EMPHASIS, LINK, ADDRESS, LINK_END = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4"
MARKDOWN = {STRONG: "**", EMPHASIS: "*", LINK: "[", ADDRESS: "](", LINK_END: ")"}

_ADDRESS = re.compile(r"https://[\w./:;()%?=~#+,@!-]+", re.ASCII)
# Words written from right to left stand in an isolate of their own, or they would turn the order of the signs beside them.
_RTL = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(f"[{_RTL}](?:[^\ufdd0-\ufdd4&;]*[{_RTL}])?")
_MARK = re.compile("[\ufdd0-\ufdd4]")
_OBEYED = re.compile(r"[\\`*_\[\]<>&${}~|]")
# A line of ours may begin as an item of a list, or of a list within it.
_ITEM = re.compile(r"(?: *(?:- |[0-9]+\. ))?")
# What would make a block of a line that begins with it: heading, list, directive, target, comment, definition, underline.
_BEGINS_BLOCK = re.compile(r"[#+\-=%:(!]|[0-9]+[.)]|\s")


def strong(text: str) -> str:
    """The words as strong ones.

    >>> markdown(strong("2 * 3") + " is said")
    '**2 &#42; 3** is said'
    """
    return f"{STRONG}{text.strip()}{STRONG}"


def emphasised(text: str) -> str:
    """The words as emphasised ones.

    >>> markdown(emphasised("as it stands"))
    '*as it stands*'
    """
    return f"{EMPHASIS}{text.strip()}{EMPHASIS}"


def link(text: str, address: str) -> str:
    """The words as a link, where the address leads to a web page; otherwise the words.

    >>> markdown(link("PMID 1", "https://pubmed.ncbi.nlm.nih.gov/1")), markdown(link("x", "javascript:alert(1)"))
    ('[PMID 1](https://pubmed.ncbi.nlm.nih.gov/1)', 'x')
    """
    return f"{LINK}{text}{ADDRESS}{address}{LINK_END}" if is_web_address(address) else text


def is_web_address(address: str) -> bool:
    """Whether an address leads to a web page and can stand in Markdown as it is."""
    return _ADDRESS.fullmatch(address) is not None and address.count("(") == address.count(")")


def one_line(text: str) -> str:
    """The text without its line ends, each of which becomes a blank."""
    return " ".join(text.splitlines())


def markdown(text: str) -> str:
    """The text as Markdown: marks become markup, line ends stay, an item mark at the beginning of a line stays, and all else is
    shown as it stands.

    >>> markdown("1. A cost of $5 <b>")
    '1. A cost of &#36;5 &#60;b&#62;'
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def plain(text: str) -> str:
    """The text for a place that shows no markup: marks as Markdown writes them, all else untouched."""
    return _MARK.sub(lambda mark: MARKDOWN[mark[0]], text)


def literal(text: str) -> str:
    """The words for a place within a line of Markdown that is written by hand."""
    return _entities(_OBEYED, one_line(text))


def _line(line: str) -> str:
    item = _ITEM.match(line)[0]
    rest = line[len(item) :]
    begin = _BEGINS_BLOCK.match(rest)
    head = f"{begin[0][:-1]}&#{ord(begin[0][-1])};" if begin else ""
    tail = rest[begin.end() :] if begin else rest
    parts = re.split(f"({ADDRESS}[^{LINK_END}]*{LINK_END})", tail)
    shown = [part if place % 2 else _entities(_OBEYED, part) for place, part in enumerate(parts)]
    return item + head + plain("".join(shown))


def _entities(signs: re.Pattern, text: str) -> str:
    text = signs.sub(lambda sign: f"&#{ord(sign[0])};", text)
    return _RIGHT_TO_LEFT.sub(lambda words: f"\u2068{words[0]}\u2069", text)
