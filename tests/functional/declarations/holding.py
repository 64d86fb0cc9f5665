"""Conditions on indicators held against the stored rows one by one: slow, and plain."""

from collections import defaultdict

from sqlalchemy import select

from registry.declarations.models import DeclaredIndicatorRow
from registry.indicators.canonical import Bounds
from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.values import Interval


def stored(session):
    """Every stored interval by standard, product and code."""
    found = defaultdict(list)
    for row in session.scalars(select(DeclaredIndicatorRow)):
        if row.canonical_low is not None or row.canonical_high is not None:
            interval = Interval(row.canonical_low, row.canonical_high, None)
            found[row.standard_id, row.product_id, row.code].append(interval)
    return found


def ends(rows):
    """By code the ends of its intervals, where there are enough of them to choose from."""
    found = defaultdict(list)
    for (_, _, code), intervals in rows.items():
        found[code] += [end for each in intervals for end in (each.low, each.high) if end is not None]
    return {code: values for code, values in sorted(found.items()) if code and len(values) > 20}


def some_bounds(chance, values):
    """At or near what is declared, open or closed, on one side or both."""
    low, high = sorted(chance.choice(values) * chance.choice((1, 2)) / chance.choice((1, 2)) for _ in range(2))
    shape = chance.choice(("low", "high", "both"))
    return Bounds(
        low if shape != "high" else None,
        high if shape != "low" else None,
        low_open=chance.random() < 0.5,
        high_open=chance.random() < 0.5,
    )


def naive(rows, asked):
    """(standard, product) → whether it surely meets everything, without those that do not."""
    met = {}
    first, _ = asked[0]
    for standard, product in {key[:2] for key in rows if key[2] in first}:
        sure = True
        for codes, bounds in asked:
            found = [[satisfies(each, bounds) for each in rows.get((standard, product, code), ())] for code in codes]
            if all(each is Satisfaction.OUTSIDE for of_code in found for each in of_code):
                break
            sure = sure and any(of_code and set(of_code) == {Satisfaction.INSIDE} for of_code in found)
        else:
            met[standard, product] = sure
    return met
