"""A consultant's day as the solver sees it: booked visits put together to blocks, hours that leave room for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.planning.core.problem import Fixed, Point, Shift, down, up
from crm.planning.core.travel import slots


@dataclass(frozen=True, slots=True)
class Block:
    """Booked visits between which nothing else fits, because they overlap or the way is too long. Mostly one."""

    fixed: tuple[Fixed, ...]

    @property
    def begins(self) -> int:
        return min(down(each.begins) for each in self.fixed)

    @property
    def ends(self) -> int:
        return max(up(each.ends) for each in self.fixed)

    @property
    def visits(self) -> int:
        return sum(each.counts for each in self.fixed)

    def way_in(self, point: Point) -> int:
        """How long before the block one must leave the point, to be in time for every visit of it."""
        return max(slots(point, each.point) - (down(each.begins) - self.begins) for each in self.fixed)

    def way_out(self, point: Point) -> int:
        """How long after the block one is at the point at the earliest."""
        return max(slots(each.point, point) - (self.ends - up(each.ends)) for each in self.fixed)


@dataclass(frozen=True, slots=True)
class Day:
    """From `begins` up to `ends` on the road; both lie further out where a booked visit wants it."""

    shift: Shift
    begins: int
    ends: int
    blocks: tuple[Block, ...]

    @property
    def room(self) -> int:
        """How many visits more."""
        return self.shift.most - sum(each.counts for each in self.shift.fixed)

    @property
    def open(self) -> bool:
        return self.room > 0 and self.begins < self.ends


def day_of(shift: Shift) -> Day:
    """A visit outside the hours shortens them where the way to it does; one across their edge moves the edge.

    Nothing else can come to lie in the time so won: the way to the booked visit takes it all.
    """
    begins, ends, inside = _hours(shift)
    if begins >= ends:
        return Day(shift, begins, begins, ())  # nothing left to plan
    blocks = _blocks(inside)
    if blocks:
        begins = min(begins, blocks[0].begins - blocks[0].way_in(shift.start))
        ends = max(ends, blocks[-1].ends + blocks[-1].way_out(shift.start))
    return Day(shift, begins, ends, blocks)


def _hours(shift: Shift) -> tuple[int, int, list[Fixed]]:
    begins, ends = up(shift.begins), down(shift.ends)
    inside = sorted(shift.fixed, key=lambda each: (each.begins, each.ends, each.id))
    while True:
        outside = [each for each in inside if each.begins >= ends or each.ends <= begins]
        if not outside or begins >= ends:
            return begins, ends, inside
        for each in outside:
            way = slots(shift.start, each.point)
            if each.begins >= ends:
                ends = min(ends, down(each.begins) - way)
            else:
                begins = max(begins, up(each.ends) + way)
        inside = [each for each in inside if each not in outside]


def _blocks(fixed: Sequence[Fixed]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for each in fixed:
        if blocks and blocks[-1].ends + blocks[-1].way_out(each.point) > down(each.begins):
            blocks[-1] = Block((*blocks[-1].fixed, each))
        else:
            blocks.append(Block((each,)))
    return tuple(blocks)
