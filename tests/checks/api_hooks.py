"""What schemathesis does to each request before it is sent (see api_check.py)."""

import itertools

import schemathesis

_numbers = itertools.count(1)


@schemathesis.hook
def before_call(_context, case, _arguments):
    """From another network each time: the limits of attempts would soon answer everything else."""
    number = next(_numbers)
    case.headers = {**(case.headers or {}), "X-Forwarded-For": f"{number % 200 + 1}.{number // 200 % 250}.0.7"}
