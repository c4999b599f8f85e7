"""The common workload, as benches/src/workload.rs has it."""

import itertools

SEED = 1
EXAMINEES = 1000
BANK = 500
ITEMS = 20


def mulberry32(seed):
    """Uniform numbers in [0, 1), one after the other."""
    mask = 0xFFFFFFFF
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & mask
        word = ((state ^ (state >> 15)) * (state | 1)) & mask
        word ^= (word + ((word ^ (word >> 7)) * (word | 61) & mask)) & mask
        yield ((word ^ (word >> 14)) & mask) / 4294967296.0


def normal(uniform):
    """A nearly normal number."""
    return sum(itertools.islice(uniform, 12)) - 6.0


def bank():
    """Rows of a, b, c."""
    uniform = mulberry32(SEED)
    rows = []
    for _ in range(BANK):
        a = 0.5 + 1.5 * next(uniform)
        b = normal(uniform)
        rows.append((a, b, 0.05 + 0.25 * next(uniform)))
    return rows


def thetas():
    """Abilities of the examinees."""
    uniform = mulberry32(SEED + 1)
    return [normal(uniform) for _ in range(EXAMINEES)]
