"""As much of ManageSieve (RFC 5804) as a test needs."""
import base64
import re
import socket

from .api import PASSWORD


class SieveRefused(Exception):
    pass


class Sieve:
    def __init__(self, mail, user, password=PASSWORD):
        self._socket = socket.create_connection(mail.at("sieve"), timeout=60)
        self._lines = self._socket.makefile("rb")
        self._answer()
        self._ask("STARTTLS")
        self._socket = mail.tls.wrap_socket(self._socket)
        self._lines = self._socket.makefile("rb")
        self._answer()
        first = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self._ask(f'AUTHENTICATE "PLAIN" "{first}"')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _answer(self):
        """Lines up to the one with the result; a literal in them is read as it stands."""
        lines = []
        while True:
            line = self._lines.readline()
            if not line:
                raise ConnectionError("the server hung up")
            if literal := re.search(rb"\{(\d+)\+?\}\r\n$", line):
                line += self._lines.read(int(literal.group(1))) + self._lines.readline()
            if line.startswith(b"OK"):
                return lines
            if line.startswith((b"NO", b"BYE")):
                raise SieveRefused(line.decode(errors="replace"))
            lines.append(line)

    def _ask(self, command):
        self._socket.sendall(command.encode() + b"\r\n")
        return self._answer()

    def put(self, name, script):
        return self._ask(f'PUTSCRIPT "{name}" {{{len(script.encode())}+}}\r\n{script}')

    def activate(self, name):
        return self._ask(f'SETACTIVE "{name}"')

    def close(self):
        self._socket.close()
