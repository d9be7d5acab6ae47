"""The mail server of everybody else: takes what the instance sends out and keeps it for the test."""
import socketserver
import threading
from dataclasses import dataclass

from .waiting import wait_for


@dataclass
class Taken:
    sender: str
    recipients: list
    content: bytes


class _Session(socketserver.StreamRequestHandler):
    timeout = 60

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def _content(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def handle(self):
        sender, recipients = "", []
        self._say("220 sink.world.test ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO":
                self._say("250-sink.world.test\r\n250 8BITMIME" if self.server.takes_eight_bit else "250 sink.world.test")
            elif verb == "MAIL":
                sender, recipients = line.split("<", 1)[1].split(">", 1)[0], []
                self._say("250 2.1.0 Ok")
            elif verb == "RCPT":
                recipients.append(line.split("<", 1)[1].split(">", 1)[0])
                self._say("250 2.1.5 Ok")
            elif verb == "DATA":
                self._say("354 End data with <CR><LF>.<CR><LF>")
                self.server.taken.append(Taken(sender, recipients, self._content()))
                self._say("250 2.0.0 Ok")
            elif verb == "QUIT":
                self._say("221 2.0.0 Bye")
                return
            else:
                self._say("250 2.0.0 Ok")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Sink:
    def __init__(self, address, takes_eight_bit=True):
        self.address = address
        self._server = _Server((address, 25), _Session)
        self._server.taken = []
        self._server.takes_eight_bit = takes_eight_bit
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def for_recipient(self, recipient):
        return [mail for mail in list(self._server.taken) if recipient in mail.recipients]

    def wait_for(self, recipient, deadline=30.0):
        return wait_for(lambda: self.for_recipient(recipient), f"mail for {recipient} leaves", deadline)[0]

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)
