"""A list of steps that goes on over the page: its parts, each on a page of its own (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from support.answering.edges import WHOLE_STEPS, with_introduction
from support.answering.flowing import joined
from support.answering.lists import STEPS_APART, steps_around
from support.answering.page_texts import PageAt, PageText
from support.answering.units import ENDS, Kind, Unit, step_style, units_of, words_in

RUNNING = 3  # units at the top and at the bottom of a page that may be its header and footer
RUNNING_WORDS = 10  # of one of them, at most
COLONS = (":", "：")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page taken apart."""

    page: PageText
    units: tuple[Unit, ...]

    def text(self, index: int) -> str:
        unit = self.units[index]
        return self.page.text[unit.start : unit.end]


@dataclass(frozen=True, slots=True)
class Part:
    """Units ``first`` to ``last`` of a page."""

    leaf: Leaf
    first: int
    last: int

    @property
    def page_number(self) -> int:
        return self.leaf.page.number

    @property
    def quote(self) -> str:
        return joined(self.leaf.page.text, self.leaf.units[self.first : self.last + 1])

    @property
    def words(self) -> float:
        return words_in(self.leaf.units, self.first, self.last)

    def __contains__(self, index: int) -> bool:
        return self.first <= index <= self.last


@dataclass(frozen=True, slots=True)
class _Edge:
    """The text of a page ends or begins with unit ``outer``; the step nearest to it is ``step``."""

    outer: int
    step: int


def leaf_of(page: PageText) -> Leaf:
    return Leaf(page, units_of(page.text, page.titles, flows=page.flows))


def whole_list(part: Part, page_at: PageAt, most: int) -> tuple[Part, ...]:
    """``part`` with what its list has on the pages before and behind it, in order.

    At most ``most`` parts with ``WHOLE_STEPS`` words together: all the steps before or none of
    them, behind as many as there is room for. ``page_at`` gives a page by its number, or None.
    """
    parts = _from_the_first_step(part, page_at, most)
    if sum(one.words for one in parts) > WHOLE_STEPS:
        parts = [part]
    while len(parts) < most:
        room = WHOLE_STEPS - sum(one.words for one in parts)
        if (more := _overleaf(parts[-1], page_at, room)) is None:
            break
        parts[-1:] = more
    return tuple(parts)


def _from_the_first_step(part: Part, page_at: PageAt, most: int) -> list[Part]:
    """Just ``part`` where the list begins in it, or nowhere within reach."""
    parts = [part]
    while len(parts) < most:
        leaf = parts[0].leaf
        if not any(leaf.units[i].step > 1 for i in range(parts[0].first, parts[0].last + 1)):
            return [part]
        page = page_at(leaf.page.number - 1)
        earlier = leaf_of(page) if page else None
        foot = _foot(earlier) if earlier else None
        head = _head(leaf, earlier) if earlier else None
        if not (earlier and foot and head and head.step in parts[0]):
            return [part]
        if leaf.units[head.step].step == 1 or not _goes_on(earlier, foot, leaf, head):
            return [part]
        parts[0] = replace(parts[0], first=head.outer)
        begin, _ = steps_around(earlier.units, foot.step)
        if earlier.units[begin].step == 1:
            begin = with_introduction(earlier.units, earlier.page.text, begin, foot.outer)
            return [Part(earlier, begin, foot.outer), *parts]
        parts.insert(0, Part(earlier, begin, foot.outer))
    return [part]


def _overleaf(part: Part, page_at: PageAt, room: float) -> tuple[Part, Part] | None:
    """``part`` down to the end of its page and, in ``room`` words, what follows on the next."""
    foot = _foot(part.leaf)
    if (
        foot is None
        or foot.step not in part
        or (page := page_at(part.leaf.page.number + 1)) is None
    ):
        return None
    later = leaf_of(page)
    head = _head(later, part.leaf)
    if head is None or not _goes_on(part.leaf, foot, later, head):
        return None
    part = replace(part, last=max(part.last, foot.outer))
    end = steps_around(later.units, head.step)[1]
    ends = [end, *(i - 1 for i in range(end, head.step, -1) if later.units[i].step)]
    found = (Part(later, head.outer, end) for end in ends)
    fitting = next((one for one in found if one.words <= room), None)
    return (part, fitting) if fitting else None


def _goes_on(leaf: Leaf, foot: _Edge, later: Leaf, head: _Edge) -> bool:
    """Is the first step of the ``later`` page the next one of the list at the foot of ``leaf``?"""
    last, following = leaf.units[foot.step], later.units[head.step]
    if last.kind is not Kind.STEP:  # it announces what follows
        return following.step == 1 and head.outer == head.step
    apart = words_in(leaf.units, foot.step + 1, foot.outer)
    apart += words_in(later.units, head.outer, head.step - 1)
    one, other = leaf.text(foot.step), later.text(head.step)
    # What has no full stop where steps have theirs is the numbered title of a chapter.
    return (
        following.step == last.step + 1
        and step_style(one) == step_style(other)
        and (bool(ENDS.search(other)) or not ENDS.search(one))
        and apart <= STEPS_APART
    )


def _foot(leaf: Leaf) -> _Edge | None:
    """The last step of the page; or its last words, where they end in a colon."""
    down = _text_from(leaf, range(len(leaf.units))[::-1], leaf.page.titles)
    if down and leaf.units[down[0]].kind is Kind.TEXT and leaf.text(down[0]).endswith(COLONS):
        return _Edge(down[0], down[0])
    return _edge(leaf, down)


def _head(leaf: Leaf, before: Leaf) -> _Edge | None:
    """The first step of the page. A title that stood on the page ``before`` only runs along; so
    does a line in small letters where no sentence of the page ``before`` goes on."""
    ended = bool(before.units) and bool(ENDS.search(before.text(len(before.units) - 1)))
    titles = leaf.page.titles - before.page.titles
    up = _text_from(leaf, range(len(leaf.units)), titles, ended=ended)
    return _edge(leaf, up)


def _text_from(
    leaf: Leaf, order: Sequence[int], titles: Collection[str], *, ended: bool = False
) -> Sequence[int]:
    """``order`` without what may be a header or a footer."""
    for place, index in enumerate(order[:RUNNING]):
        if not _may_run(leaf, index, titles, ended):
            return order[place:]
    return order[RUNNING:]


def _may_run(leaf: Leaf, index: int, titles: Collection[str], ended: bool) -> bool:
    unit, text = leaf.units[index], leaf.text(index)
    if unit.kind in (Kind.CAPTION, Kind.NOISE):
        return True
    if unit.words > RUNNING_WORDS or unit.kind in (Kind.STEP, Kind.ITEM):
        return False
    is_title = " ".join(text.split()) in titles
    goes_on = text[0].islower() and not ended
    return not is_title and not ENDS.search(text) and not goes_on


def _edge(leaf: Leaf, order: Iterable[int]) -> _Edge | None:
    """The first step in this ``order``, with at most so many words and no title before it."""
    outer, words = None, 0.0
    for index in order:
        unit = leaf.units[index]
        outer = index if outer is None else outer
        if unit.kind is Kind.STEP:
            return _Edge(outer, index)
        words += unit.words
        if unit.kind is Kind.TITLE or words > STEPS_APART:
            return None
    return None
