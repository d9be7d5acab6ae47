import itertools
import os
import pathlib
import random
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from harness.server import Server  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--program", required=True, help="the built mailapp program")
    parser.addoption("--alias-members", type=int, default=2000, help="mailboxes behind the large alias")
    parser.addoption("--seed", type=int, default=random.randrange(2**31), help="of the crashes: repeats them")
    parser.addoption("--crash-seconds", type=int, default=45, help="for how long parts of the server die")
    parser.addoption("--victims", default="", help="who dies, separated by commas; all when not given")


@pytest.fixture(scope="session")
def program(request):
    return pathlib.Path(request.config.getoption("--program")).resolve()


@pytest.fixture(scope="session")
def server(program):
    running = Server(program)
    yield running
    running.stop()


@pytest.fixture
def api(server):
    return server.api


@pytest.fixture
def mail(server):
    return server.mail


_numbers = itertools.count(1)


@pytest.fixture
def domain(server):
    """A new domain that the world knows."""
    name = f"d{next(_numbers)}.test"
    server.api.create_domain(name)
    server.dns.add(f"{name}. 60 IN MX 10 sink.world.test.")
    return name


@pytest.fixture
def anna(api, domain):
    address = f"anna@{domain}"
    api.create_mailbox(address)
    return address


@pytest.fixture
def bert(api, domain):
    address = f"bert@{domain}"
    api.create_mailbox(address)
    return address


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    arguments = getattr(item, "funcargs", {})
    server = arguments.get("server") or arguments.get("crashing")
    if report.failed and server is not None:
        report.sections.append(("logs of the instance", server.logs()))
