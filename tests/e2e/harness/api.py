"""The API as a program of an operator calls it."""
import urllib.parse

import requests

PASSWORD = "Quiet-Harbour-4711-Lantern"


class Refused(AssertionError):
    def __init__(self, response):
        super().__init__(f"{response.request.method} {response.request.path_url}: "
                         f"{response.status_code} {response.text}")
        self.status = response.status_code
        self.code = response.json().get("code") if "json" in response.headers.get("Content-Type", "") else None


class Api:
    def __init__(self, url, key):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        if key:
            self.session.headers["X-API-Key"] = key

    def raw(self, method, path, **options):
        return self.session.request(method, f"{self.url}/api/v2/{path}", timeout=60, **options)

    def call(self, method, path, body=None):
        response = self.raw(method, path, json=body) if body is not None else self.raw(method, path)
        if response.status_code >= 300:
            raise Refused(response)
        return response.json() if response.content else None

    def sign_in(self, username, password):
        """From here on with a session, as the panel does."""
        session = self.call("POST", "session", {"username": username, "password": password})
        self.session.headers["X-CSRF-Token"] = session["csrf_token"]

    def create_domain(self, name, **members):
        limits = {"max_mailboxes": 1000, "max_aliases": 1000}
        return self.call("POST", "domains", {"name": name, **limits, **members})

    def create_mailbox(self, address, **members):
        local_part, domain = address.split("@")
        settings = {"password": PASSWORD, "quota": 100 * 2**20, **members}
        return self.call("POST", "mailboxes", {"local_part": local_part, "domain": domain, **settings})

    def create_alias(self, address, *destinations, **members):
        body = {"address": address, "destinations": list(destinations), **members}
        return self.call("POST", "aliases", body)

    def mailbox(self, address):
        return self.call("GET", f"mailboxes/{urllib.parse.quote(address)}")

    def change_mailbox(self, address, **members):
        return self.call("PATCH", f"mailboxes/{urllib.parse.quote(address)}", members)

    def delete_mailbox(self, address):
        return self.call("DELETE", f"mailboxes/{urllib.parse.quote(address)}")

    def change_domain(self, name, **members):
        return self.call("PATCH", f"domains/{name}", members)
