import time


def wait_for(condition, what, deadline=20.0, every=0.1):
    """Asks until the condition gives something true, and gives that back."""
    until = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > until:
            raise AssertionError(f"not within {deadline:g} s: {what}")
        time.sleep(every)
