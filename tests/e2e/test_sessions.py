"""Signing in to the panel's API, and what keys may do."""
import pytest
from harness.api import Api, Refused


@pytest.fixture
def browser(server):
    """A signed-in administrator."""
    client = Api(server.line["api_url"], None)
    answer = client.raw("POST", "session", json=server.line["admin"])
    assert answer.status_code == 201, answer.text
    client.session_info = answer.json()
    return client


def test_cookie_of_a_session(server, browser):
    client = Api(server.line["api_url"], None)
    cookie = client.raw("POST", "session", json=server.line["admin"]).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert browser.call("GET", "session")["account"] == server.line["admin"]["username"]


def test_cookie_over_https(server):
    client = Api(f"https://127.0.0.1:{server.base_port + 44}", None)
    answer = client.raw("POST", "session", json=server.line["admin"], verify=server.line["ca_file"])
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-") and "Secure" in cookie and "HttpOnly" in cookie


def test_change_without_csrf_token(browser, domain):
    with pytest.raises(Refused) as refused:
        browser.change_domain(domain, description="changed")
    assert refused.value.status == 403
    browser.session.headers["X-CSRF-Token"] = browser.session_info["csrf_token"]
    assert browser.change_domain(domain, description="changed")["description"] == "changed"


def test_sign_out_ends_the_session(browser):
    browser.session.headers["X-CSRF-Token"] = browser.session_info["csrf_token"]
    cookies = dict(browser.session.cookies)
    browser.call("DELETE", "session")
    again = Api(browser.url, None)
    again.session.cookies.update(cookies)
    assert again.raw("GET", "session").status_code == 401


def test_wrong_password_and_no_sign_in(server):
    client = Api(server.line["api_url"], None)
    wrong = {"username": server.line["admin"]["username"], "password": "not the password"}
    assert client.raw("POST", "session", json=wrong).status_code == 401
    assert client.raw("GET", "domains").status_code == 401
    client.session.headers["X-API-Key"] = "0" * 40
    assert client.raw("GET", "domains").status_code == 401


def test_read_only_key_reads_only(server, domain, anna):
    assert server.reader.mailbox(anna)["address"] == anna
    for attempt in (lambda: server.reader.create_domain("readonly.test"),
                    lambda: server.reader.change_mailbox(anna, name="x"),
                    lambda: server.reader.delete_mailbox(anna)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.status == 403
    assert server.api.mailbox(anna)["name"] == ""


def test_passwords_are_in_no_answer(api, anna):
    assert "password" not in {name for name, value in api.mailbox(anna).items()
                              if isinstance(value, str) and value.startswith(("{", "$"))}
    assert "$argon2" not in api.raw("GET", f"mailboxes/{anna}").text
