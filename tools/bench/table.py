"""Rows of the one table that all measurements print."""
import statistics
import time


def measure(runs, work):
    """Median and 95th percentile in milliseconds."""
    times = []
    for number in range(runs):
        started = time.perf_counter()
        work(number)
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))]


def row(what, figures, unit="ms"):
    median, p95 = figures
    print(f"| {what} | {median:.2f} | {p95:.2f} | {unit} |", flush=True)


def single(what, figure, unit):
    print(f"| {what} | {figure:,.{1 if figure < 1000 else 0}f} | | {unit} |", flush=True)
