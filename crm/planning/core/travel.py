"""How long the way takes by car: great circle, a factor for the roads, a speed that grows with the distance.

All three keep the triangle inequality (a detour is never shorter), which the handling of booked visits rests on.
"""

import math

from crm.planning.core.problem import Point, up

EARTH_KM = 6371.0
DETOUR = 1.3
LEAST_KM = 1.5  # between two places that share a postcode and so have the same coordinates
SETTING_OFF = 4.0  # minutes to the car and from it
STRETCHES = ((10.0, 35.0), (20.0, 60.0), (math.inf, 85.0))  # kilometres at km/h: town, road, main road


def kilometres(one: Point, other: Point) -> float:
    """By road, as far as one can tell without a map."""
    if one == other:
        return 0.0
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return max(2 * EARTH_KM * math.asin(math.sqrt(chord)) * DETOUR, LEAST_KM)


def minutes(one: Point, other: Point) -> int:
    """On the way, from door to door."""
    if one == other:
        return 0
    left, taken = kilometres(one, other), SETTING_OFF
    for length, speed in STRETCHES:
        taken += min(left, length) / speed * 60
        left = max(left - length, 0.0)
    return math.ceil(taken)


def slots(one: Point, other: Point) -> int:
    """The same in whole quarters, as the calendar is laid out."""
    return up(minutes(one, other))
