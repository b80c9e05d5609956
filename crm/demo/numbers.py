"""Numbers with the right shape and check digits, from ranges that are not given out today."""

from collections.abc import Iterable

from crm.demo.chance import Chance

# Real CVR numbers of today begin with 1 to 4, real P-numbers with 100 to 103; and 109… is no day and month, so no
# P-number of the demo looks like a CPR number. The series 95 of Danish phone numbers is not in use.
_FIRST_CVR, _LAST_CVR = 9_000_000, 9_999_999
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_FIRST_P, _LAST_P = 1_090_000_000, 1_099_999_999
_FIRST_PHONE, _LAST_PHONE = 95_000_000, 95_999_999


class Numbers:
    """Gives every number once."""

    def __init__(self, chance: Chance, taken: Iterable[int] = ()) -> None:
        self._chance = chance
        self._given = set(taken)

    def cvr(self) -> str:
        while True:
            number = str(self._fresh(_FIRST_CVR, _LAST_CVR))
            check = -sum(weight * int(digit) for weight, digit in zip(_CVR_WEIGHTS, number, strict=True)) % 11
            if check < 10:  # one in eleven has no check digit
                return f"{number}{check}"

    def p_number(self) -> str:
        return str(self._fresh(_FIRST_P, _LAST_P))

    def phone(self) -> str:
        return f"+45{self._fresh(_FIRST_PHONE, _LAST_PHONE)}"

    def _fresh(self, low: int, high: int) -> int:
        while (number := self._chance.whole(low, high)) in self._given:
            pass
        self._given.add(number)
        return number
